package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.model.Result;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Role;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two vendors, each with a device, a thing, data and a dead letter of its own, none of it public:
 * every operation of the description that has objects is asked by both, by the city and by nobody.
 */
class TenancyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ANYBODY = DescribedAccess.ANYBODY;
  private static final Map<String, String[]> LOGINS = new HashMap<>();
  private static RunningDashboard dashboard;
  private static int datastream;
  private static String letter = "";

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    LOGINS.put(ANYBODY, new String[0]);
    LOGINS.put("viewer", dashboard.as(Role.VIEWER));
    LOGINS.put("admin", dashboard.as(Role.ADMIN));
    for (String vendor : List.of("north", "south")) {
      LOGINS.put(vendor, vendor(vendor));
      register(vendor);
    }
    datastream = dashboard.datastream("north-1", "value", "number", "internal");
    dashboard.datastream("south-1", "value", "number", "internal");
    letter = deadLetter("north-1");
    deadLetter("south-1");
    await()
        .atMost(PATIENCE)
        .until(() -> get("admin", "/api/v1/live/dictionary").contains("south-1"));
    dashboard.store(datastream, "north-1", Instant.now(), new Result.Quantity(4711));
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  private static String[] vendor(String name) {
    Account account = dashboard.accounts().create(name, "correct horse battery", Role.VENDOR);
    dashboard
        .database()
        .execute(
            """
            INSERT INTO organisation (slug, name) VALUES ('%1$s', '%1$s');
            UPDATE account SET organisation_id =
              (SELECT organisation_id FROM organisation WHERE slug = '%1$s')
            WHERE name = '%1$s'\
            """
                .formatted(name));
    return new String[] {
      "Authorization",
      "Bearer " + dashboard.accounts().issueApiToken(account, "test", Duration.ofHours(1)).token()
    };
  }

  private static void register(String vendor) throws Exception {
    HttpResponse<String> answer =
        dashboard.post(
            "/api/v1/devices",
            """
            {"id":"%1$s-1","type":"json","theme":"air","title":"%1$s","location":[6.95,50.94]}\
            """
                .formatted(vendor),
            LOGINS.getOrDefault(vendor, new String[0]));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static String deadLetter(String device) {
    return dashboard
        .database()
        .ask(
            """
            INSERT INTO dead_letter (device_id, protocol, assured, address, content_format,
              reason, detail, pointer, payload, observations, acknowledged, received_at,
              journal_id, journal_batch, journal_index)
            VALUES ('%1$s', 'mqtt', true, 'v1/%1$s/up', 'application/json', 'payload_malformed',
              'no', '/a', '\\x00ff', 1, true, now(), gen_random_uuid(), 1, 1)
            RETURNING dead_letter_id\
            """
                .formatted(device));
  }

  static List<DescribedAccess> operationsOnOne() throws Exception {
    return DescribedAccess.all().stream()
        .filter(TenancyTest::belongsToSomebody)
        .filter(operation -> operation.path().contains("{id}"))
        .toList();
  }

  static List<DescribedAccess> lists() throws Exception {
    return DescribedAccess.all().stream()
        .filter(TenancyTest::belongsToSomebody)
        .filter(operation -> !operation.path().contains("{id}"))
        .filter(operation -> operation.method().equals("GET"))
        .toList();
  }

  static List<DescribedAccess> answersWithoutObjects() throws Exception {
    return DescribedAccess.all().stream()
        .filter(operation -> operation.objects().equals("none"))
        .filter(operation -> operation.method().equals("GET"))
        .toList();
  }

  private static boolean belongsToSomebody(DescribedAccess operation) {
    return operation.objects().equals("visible") || operation.objects().equals("organisation");
  }

  /** The path of an operation, asked about what is the first vendor's. */
  private static String ofNorth(DescribedAccess operation) {
    Map<String, String> ids =
        Map.of(
            "things",
            "north-1",
            "devices",
            "north-1",
            "datastreams",
            Integer.toString(datastream),
            "dead-letters",
            letter);
    String kind = operation.path().split("/", -1)[3];
    assertThat(ids)
        .as("an object for the new operation %s, in this test", operation)
        .containsKey(kind);
    return operation.path().replace("{id}", ids.getOrDefault(kind, ""));
  }

  @Test
  void aVendorChangesTypesOfItsOwnAndReadsNoOthersSource() throws Exception {
    String type =
        """
        {"id":"north-type","title":"N","decoder":"javascript","source":"secret",
         "fields":[{"field":"/secret-field","property":"soil_t"}]%s}\
        """;
    assertThat(post("north", type.formatted("")).statusCode()).isEqualTo(201);

    HttpResponse<String> taken = post("south", type.formatted(""));
    HttpResponse<String> foreign = post("south", type.formatted(",\"version\":1"));

    assertThat(List.of(taken.statusCode(), foreign.statusCode())).containsOnly(409);
    assertThat(foreign.body()).as("no more than that the id is taken").isEqualTo(taken.body());
    assertThat(get("north", "/api/v1/device-types/north-type")).contains("secret", "\"north\"");
    assertThat(get("south", "/api/v1/device-types/north-type"))
        .contains("\"source\":null", "\"fields\":null", "\"created_by\":null")
        .doesNotContain("secret");
    assertThat(get("south", "/api/v1/device-types"))
        .contains("north-type")
        .doesNotContain("secret");
    assertThat(get("north", "/api/v1/device-types")).contains("secret-field");
    assertThat(post("north", type.replace("\"N\"", "\"M\"").formatted(",\"version\":1")).body())
        .contains("\"version\":2");
    assertThat(post("admin", type.formatted(",\"version\":2")).body()).contains("\"version\":3");
  }

  @Test
  void aVendorUsesAndTriesTypesOfItsOwnAndOfTheCity() throws Exception {
    String type = "{\"id\":\"north-json\",\"title\":\"N\",\"decoder\":\"json\"%s}";
    assertThat(post("north", type.formatted("")).statusCode()).isEqualTo(201);
    String device = "{\"id\":\"%s\",\"type\":\"north-json\",\"theme\":\"air\",\"title\":\"D\"}";
    String preview = "{\"type\":\"%s\",\"payload\":\"{\\\"values\\\":{\\\"no2\\\":1}}\"}";

    HttpResponse<String> foreign = post("south", "/api/v1/devices", device.formatted("south-2"));
    HttpResponse<String> tried =
        post("south", "/api/v1/decode-previews", preview.formatted("north-json"));

    assertThat(foreign.statusCode()).isEqualTo(400);
    assertThat(foreign.body()).contains("/type", "another organisation's");
    assertThat(tried.statusCode()).isEqualTo(400);
    assertThat(tried.body()).contains("/type", "there is no device type");
    for (String own : List.of("north-json", "json")) {
      assertThat(post("north", "/api/v1/decode-previews", preview.formatted(own)).statusCode())
          .isEqualTo(200);
    }
    assertThat(post("north", "/api/v1/devices", device.formatted("other-1")).statusCode())
        .isEqualTo(201);
    assertThat(
            post("north", type.replace("\"N\"", "\"M\"").formatted(",\"version\":1")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aVendorDoesNotChangeATypeThatTheCityUses() throws Exception {
    String type = "{\"id\":\"north-used\",\"title\":\"%s\",\"decoder\":\"json\"%s}";
    assertThat(post("north", type.formatted("N", "")).statusCode()).isEqualTo(201);
    String device = "{\"id\":\"city-9\",\"type\":\"north-used\",\"theme\":\"air\",\"title\":\"D\"}";
    assertThat(post("admin", "/api/v1/devices", device).statusCode()).isEqualTo(201);

    HttpResponse<String> refused = post("north", type.formatted("M", ",\"version\":1"));

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("used_by_others", "ask a steward");
    assertThat(post("admin", type.formatted("M", ",\"version\":1")).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> post(String login, String body) throws Exception {
    return post(login, "/api/v1/device-types", body);
  }

  private static HttpResponse<String> post(String login, String path, String body)
      throws Exception {
    return dashboard.post(path, body, LOGINS.getOrDefault(login, new String[0]));
  }

  @ParameterizedTest
  @MethodSource("operationsOnOne")
  void whatIsAnothersDoesNotExist(DescribedAccess operation) throws Exception {
    String path = ofNorth(operation);
    String missing = operation.path().replace("{id}", "999999");

    HttpResponse<String> foreign = ask("south", operation.method(), path);

    assertThat(foreign.statusCode()).as(foreign.body()).isEqualTo(404);
    String id = path.split("/", -1)[4];
    assertThat(foreign.body().replace(id, "999999"))
        .isEqualTo(ask("south", operation.method(), missing).body());
    if (operation.admits(ANYBODY)) {
      assertThat(ask(ANYBODY, operation.method(), path).statusCode()).isEqualTo(404);
    }
    assertThat(ask("north", operation.method(), path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aListHoldsWhatIsOnesOwn(DescribedAccess operation) throws Exception {
    String marker = operation.path().equals("/api/v1/live") ? "[" + datastream + "]" : "north-1";

    assertThat(get("north", operation.path())).contains(marker).doesNotContain("south-1");
    assertThat(get("south", operation.path())).doesNotContain(marker);
    assertThat(get("admin", operation.path())).contains(marker.replace("]", ""));
    if (operation.admits(ANYBODY)) {
      assertThat(get(ANYBODY, operation.path())).doesNotContain(marker);
    }
    if (operation.admits("viewer")) {
      assertThat(get("viewer", operation.path())).contains(marker.replace("]", ""));
    }
  }

  @ParameterizedTest
  @MethodSource("answersWithoutObjects")
  void whatIsOpenNamesNobody(DescribedAccess operation) throws Exception {
    assertThat(get("admin", operation.path())).doesNotContain("north-1", "south-1", "admin-");
  }

  @Test
  void anotherVendorsLiveValuesAreNotSent() throws Exception {
    String[] south = LOGINS.getOrDefault("south", new String[0]);
    String[] north = LOGINS.getOrDefault("north", new String[0]);
    int own =
        Integer.parseInt(
            dashboard
                .database()
                .ask("SELECT datastream_id FROM datastream WHERE thing_id = 'south-1'"));
    try (LiveReader foreign = LiveReader.open(dashboard, "", south);
        LiveReader owner = LiveReader.open(dashboard, "", north)) {
      foreign.next("snapshot");
      owner.next("snapshot");

      dashboard.store(datastream, "north-1", Instant.now(), new Result.Quantity(1));
      assertThat(owner.next("delta").data().at("/ids").toString())
          .isEqualTo("[" + datastream + "]");
      dashboard.store(own, "south-1", Instant.now(), new Result.Quantity(2));

      assertThat(foreign.next("delta").data().at("/ids").toString()).isEqualTo("[" + own + "]");
    }
  }

  @Test
  void anEventIdOfAnotherLoginDoesNotResumeItsStream() throws Exception {
    String last;
    try (LiveReader owner =
        LiveReader.open(dashboard, "", LOGINS.getOrDefault("north", new String[0]))) {
      last = owner.next("snapshot").id();
    }
    String[] south = LOGINS.getOrDefault("south", new String[0]);

    try (LiveReader foreign =
        LiveReader.open(dashboard, "", south[0], south[1], "Last-Event-ID", last)) {
      assertThat(foreign.next("resync").data().path("reason").asText()).isEqualTo("epoch");
    }
  }

  @Test
  void aThingThatADeviceOfAVendorBringsAlongIsTheVendors() {
    assertThat(
            dashboard
                .database()
                .ask(
                    """
                    SELECT string_agg(o.slug, ',') FROM thing t JOIN organisation o USING
                      (organisation_id) WHERE t.thing_id = 'north-1'\
                    """))
        .isEqualTo("north");
  }

  private static HttpResponse<String> ask(String who, String method, String path) throws Exception {
    String[] login = LOGINS.getOrDefault(who, new String[0]);
    return method.equals("GET") ? dashboard.get(path, login) : dashboard.post(path, "{}", login);
  }

  /** The body; of the live stream its snapshot. */
  private static String get(String who, String path) throws Exception {
    String[] login = LOGINS.getOrDefault(who, new String[0]);
    if (path.equals("/api/v1/live")) {
      try (LiveReader reader = LiveReader.open(dashboard, "", login)) {
        return reader.next("snapshot").data().path("ids").toString();
      }
    }
    HttpResponse<String> answer = dashboard.get(path, login);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
