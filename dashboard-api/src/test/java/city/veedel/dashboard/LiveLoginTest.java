package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.http.HttpConfig;
import city.veedel.model.Result;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A live stream ends with the login that opened it, and with the rights that login had. */
@Timeout(120)
class LiveLoginTest {
  private RunningDashboard dashboard;
  private int air;

  @BeforeEach
  void start() throws Exception {
    dashboard =
        RunningDashboard.start(config ->
            config.withHttp(
                config.http().withLoginChecks(Duration.ofMillis(50), Duration.ofMillis(100))));
    air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> dashboard.get("/api/v1/things/air-1").statusCode() == 200);
  }

  @AfterEach
  void stop() {
    dashboard.close();
  }

  @Test
  void itIsLookedWithinAMinuteByDefault() {
    HttpConfig usual = HttpConfig.defaults();

    assertThat(usual.loginCheck().plus(usual.identityCache())).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void aRevokedTokenEndsItsStreamAndNoOther() throws Exception {
    Account ada = dashboard.accounts().create("ada", "correct horse battery", Role.VIEWER);
    String token = token(ada);
    try (LiveReader revoked = open(token);
        LiveReader other = open(token(ada));
        LiveReader anybody = LiveReader.open(dashboard, "")) {
      dashboard.accounts().endToken(token, "192.0.2.7");

      assertEnds(revoked);
      dashboard.store(air, "air-1", Instant.now(), new Result.Quantity(1));
      assertThat(other.next("delta").data().at("/v/0").asInt()).isEqualTo(1);
      assertThat(anybody.next("delta").data().at("/v/0").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aTokenThatExpiresEndsItsStream() throws Exception {
    Account ada = dashboard.accounts().create("ada", "correct horse battery", Role.VIEWER);
    String token = token(ada);
    try (LiveReader stream = open(token)) {
      dashboard.database().execute("UPDATE access_token SET expires_at = now()");

      assertEnds(stream);
    }
    assertThat(dashboard.get("/api/v1/session", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(401);
  }

  @Test
  void anotherRoleOrOrganisationEndsTheStreamThatHadTheOldRights() throws Exception {
    Account ada = dashboard.accounts().create("ada", "correct horse battery", Role.VIEWER);
    try (LiveReader stream = open(token(ada))) {
      dashboard.database().execute("UPDATE account SET role = 'vendor' WHERE name = 'ada'");

      assertEnds(stream);
    }
    try (LiveReader stream = open(token(ada))) {
      dashboard
          .database()
          .execute(
              """
              INSERT INTO organisation (slug, name) VALUES ('other', 'Other');
              UPDATE account SET organisation_id =
                (SELECT organisation_id FROM organisation WHERE slug = 'other')
              WHERE name = 'ada'\
              """);

      assertEnds(stream);
    }
  }

  private String token(Account account) {
    return dashboard.accounts().issueApiToken(account, "test", Duration.ofHours(1)).token();
  }

  private LiveReader open(String token) throws IOException {
    LiveReader reader = LiveReader.open(dashboard, "", "Authorization", "Bearer " + token);
    assertThat(reader.status()).isEqualTo(200);
    reader.next("snapshot");
    return reader;
  }

  private static void assertEnds(LiveReader stream) {
    assertThatThrownBy(
            () -> {
              while (true) {
                stream.nextOrComment();
              }
            })
        .hasMessageContaining("the stream has ended");
  }
}
