package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.AuditChain;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the API's description that changes something: the description says what it
 * leaves in the audit trail, or why nothing, and over HTTP it does. An operation that says neither,
 * or that nobody knows here how to ask for, fails the build.
 */
class AuditedOperationsTest {
  private static final String PASSWORD = "correct horse battery";
  private static RunningDashboard dashboard;
  private static long letter;

  /** How to ask for an operation so that it is done. */
  private record Sample(String body) {}

  private static final Map<String, Sample> SAMPLES =
      new TreeMap<>(
          Map.of(
              "POST /api/v1/login",
              new Sample("{\"name\":\"steffi\",\"password\":\"" + PASSWORD + "\"}"),
              "POST /api/v1/logout",
              new Sample(""),
              "POST /api/v1/device-types",
              new Sample(
                  """
                  {"id":"acme","title":"Acme","decoder":"json","properties":[
                    {"name":"no2","unit":"ug/m3","title_de":"NO2","expected_interval_s":600}]}\
                  """),
              "POST /api/v1/devices",
              new Sample("{\"id\":\"box\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"B\"}"),
              "POST /api/v1/decode-previews",
              new Sample("{\"type\":\"json\",\"payload\":\"{\\\"values\\\":{\\\"no2\\\":1}}\"}"),
              "POST /api/v1/dead-letters/{id}/replay",
              new Sample(""),
              "GET /api/v1/dead-letters",
              new Sample(""),
              "GET /api/v1/dead-letters/{id}",
              new Sample(""),
              "GET /api/v1/devices/{id}/receipts",
              new Sample("")));

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    dashboard
        .registry()
        .addDevice(new NewDevice(new DeviceId("sender"), "Sender", "json", Theme.AIR, null, false));
    letter = deadLetter();
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  static List<DescribedAccess> changing() throws Exception {
    return DescribedAccess.all().stream()
        .filter(operation -> !operation.method().equals("GET") || !operation.audit().isEmpty())
        .toList();
  }

  static List<DescribedAccess> changingForPeople() throws Exception {
    return changing().stream().filter(operation -> !operation.isForDevices()).toList();
  }

  @Test
  void everyChangingOperationSaysWhatItLeavesOrWhyNothing() throws Exception {
    List<String> acts = Arrays.stream(Act.values()).map(Act::code).toList();
    for (DescribedAccess operation : changing()) {
      assertThat(operation.audit().isEmpty())
          .as("%s has x-audit, or x-audit-exempt with the reason, never both", operation)
          .isEqualTo(!operation.auditExempt().isEmpty());
      assertThat(acts).as("x-audit of %s", operation).containsAll(operation.audit());
    }
  }

  @ParameterizedTest
  @MethodSource("changingForPeople")
  void anOperationLeavesOneEntryOfWhoDidItFromWhere(DescribedAccess operation) throws Exception {
    assertThat(SAMPLES).as("how to ask for %s", operation).containsKey(operation.toString());
    Login login = Login.fresh();
    long before = head();

    HttpResponse<String> answer = ask(operation, login);

    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    String entries = entriesAfter(before);
    if (operation.audit().isEmpty()) {
      assertThat(entries).isEmpty();
    } else {
      assertThat(entries).isIn(operation.audit().stream().map(login::saying).toList());
    }
    assertThat(new AuditChain(dashboard.database().database().dataSource()).verify(List.of()))
        .isInstanceOf(AuditChain.Verdict.Intact.class);
  }

  @Test
  void aPageThatAsksAgainLeavesOneEntryAMinute() throws Exception {
    Login login = Login.fresh();
    long before = head();

    for (int i = 0; i < 5; i++) {
      dashboard.get("/api/v1/dead-letters", login.header());
    }
    dashboard.get("/api/v1/dead-letters?device=sender", login.header());
    dashboard.get("/api/v1/dead-letters?device=nobody", login.header());

    // A minute may pass on a slow machine, an entry for each request may not.
    assertThat(entriesAfter(before).split(", ")).hasSizeBetween(2, 4);
  }

  @Test
  void whatIsRefusedLeavesNothing() throws Exception {
    Login login = Login.fresh();
    long before = head();

    HttpResponse<String> unknown =
        dashboard.post("/api/v1/dead-letters/999999/replay", "", login.header());
    HttpResponse<String> wrong = dashboard.post("/api/v1/devices", "{}", login.header());
    HttpResponse<String> stranger = dashboard.post("/api/v1/devices", "{}");

    assertThat(List.of(unknown.statusCode(), wrong.statusCode(), stranger.statusCode()))
        .containsExactly(404, 400, 401);
    assertThat(entriesAfter(before)).isEmpty();
  }

  private static HttpResponse<String> ask(DescribedAccess operation, Login login) throws Exception {
    Sample sample = SAMPLES.getOrDefault(operation.toString(), new Sample(""));
    String id = operation.path().contains("/devices/") ? "sender" : Long.toString(letter);
    String path = operation.path().replace("{id}", id);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(dashboard.uri(path)).header("Content-Type", "application/json");
    request.method(
        operation.method(),
        operation.method().equals("GET")
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(sample.body().replace("steffi", login.name())));
    return path.endsWith("/login")
        ? dashboard.send(request)
        : dashboard.send(request, login.header());
  }

  /** A steward nobody has seen yet. */
  private record Login(String name, String token) {
    static Login fresh() {
      String name = "steffi-" + System.nanoTime();
      Account account = dashboard.accounts().create(name, PASSWORD, Role.STEWARD);
      return new Login(
          name, dashboard.accounts().issueApiToken(account, "test", Duration.ofHours(1)).token());
    }

    String[] header() {
      return new String[] {"Authorization", "Bearer " + token};
    }

    String saying(String act) {
      return act + " by " + name + " steward 1 127.0.0.1";
    }
  }

  private static long head() {
    return Long.parseLong(dashboard.database().ask("SELECT audit_entry_id FROM audit_head"));
  }

  private static String entriesAfter(long id) {
    return dashboard
        .database()
        .ask(
            """
            SELECT coalesce(string_agg(concat_ws(' ', action, 'by', actor, detail ->> 'role',
              detail ->> 'organisation', detail ->> 'address'), ', ' ORDER BY audit_entry_id), '')
            FROM audit_entry WHERE audit_entry_id > %d\
            """
                .formatted(id));
  }

  private static long deadLetter() {
    return Long.parseLong(
        dashboard
            .database()
            .ask(
                """
                INSERT INTO dead_letter (device_id, protocol, assured, address, content_format,
                  reason, detail, pointer, payload, observations, acknowledged, received_at,
                  journal_id, journal_batch, journal_index)
                VALUES ('sender', 'mqtt', true, 'v1/sender/up', 'application/json',
                  'payload_malformed', 'no', '/a', '\\x00ff', 1, true, now(), gen_random_uuid(), 1,
                  1)
                RETURNING dead_letter_id\
                """));
  }
}
