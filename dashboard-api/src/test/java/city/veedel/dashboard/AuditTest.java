package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who reads the audit trail, and how. */
class AuditTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static RunningDashboard dashboard;
  private static String[] admin;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    admin = dashboard.as(Role.ADMIN);
    AuditTrail trail = new AuditTrail(dashboard.database().database().dataSource());
    for (int device = 1; device <= 5; device++) {
      trail.append(
          new AuditEntry(
              Instant.parse("2026-11-22T12:00:00Z"),
              "gateway",
              Act.QUOTA_EXCEEDED.code(),
              "dev-" + device,
              Map.of("month", "2026-11", "allowed", "10", "used", "11")));
    }
    trail.append(
        new AuditEntry(
            Instant.parse("2026-11-22T13:00:00Z"),
            "shell",
            Act.QUOTA_SET.code(),
            "dev-1",
            Map.of("allowed", "none")));
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  private static JsonNode ask(String query) throws Exception {
    var answer = dashboard.get("/api/v1/audit" + query, admin);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  @Test
  void theNewestComesFirst() throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    ask("")
        .path("items")
        .forEach(entry -> {
          if (entry.path("action").asText().startsWith("device.quota")) {
            entries.add(entry);
          }
        });

    assertThat(entries).hasSize(6);
    assertThat(entries.getFirst().path("action").asText()).isEqualTo("device.quota_set");
    JsonNode exceeded = entries.get(1);
    assertThat(exceeded.path("at").asText()).isEqualTo("2026-11-22T12:00:00Z");
    assertThat(exceeded.path("actor").asText()).isEqualTo("gateway");
    assertThat(exceeded.path("subject").asText()).isEqualTo("dev-5");
    assertThat(exceeded.path("detail"))
        .isEqualTo(MAPPER.readTree("{\"allowed\":\"10\",\"month\":\"2026-11\",\"used\":\"11\"}"));
  }

  @Test
  void aDeviceOrAnActionMayBeAskedFor() throws Exception {
    assertThat(ask("?subject=dev-1").path("items")).hasSize(2);
    assertThat(ask("?subject=dev-1&action=device.quota_set").path("items")).hasSize(1);
    assertThat(ask("?subject=nobody").path("items")).isEmpty();
  }

  @Test
  void pagesFollowEachOtherWithoutGaps() throws Exception {
    List<String> subjects = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = ask("?action=device.quota_exceeded&limit=2" + cursor);
      page.path("items").forEach(entry -> subjects.add(entry.path("subject").asText()));
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!cursor.isEmpty());

    assertThat(subjects).containsExactly("dev-5", "dev-4", "dev-3", "dev-2", "dev-1");
  }

  @Test
  void aPageHasItsLimits() throws Exception {
    var tooMany = dashboard.get("/api/v1/audit?limit=501", admin);
    var foreign = dashboard.get("/api/v1/audit?cursor=abc", admin);

    assertThat(tooMany.statusCode()).isEqualTo(400);
    assertThat(tooMany.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(tooMany.body()).contains("1 to 500");
    assertThat(foreign.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "ADMIN")
  void onlyAdminsReadIt(Role role) throws Exception {
    assertThat(dashboard.get("/api/v1/audit", dashboard.as(role)).statusCode()).isEqualTo(403);
  }

  @Test
  void strangersDoNotReadIt() throws Exception {
    assertThat(dashboard.get("/api/v1/audit").statusCode()).isEqualTo(401);
  }
}
