package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.schema.registry.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the audit trail says of guesses, and that strangers cannot fill it. */
class RefusedLoginsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String COUNTS =
      """
      SELECT coalesce(string_agg(concat_ws(' ', action, subject, actor, detail ->> 'count',
        detail ->> 'addresses'), ', ' ORDER BY action, subject), '')
      FROM audit_entry WHERE actor = 'anybody'\
      """;

  @Test
  void guessesAreOneEntryAnAccountAndNamesOfNobodyAreNeverWritten() throws Exception {
    try (RunningDashboard dashboard = start(Duration.ofHours(1))) {
      dashboard.accounts().create("ada", "correct horse battery", Role.STEWARD);
      for (int i = 0; i < 40; i++) {
        assertThat(login(dashboard, i % 2 == 0 ? "ada" : "hunter2-" + i, "guess")).isIn(401, 429);
      }
      assertThat(login(dashboard, "x".repeat(500), "guess")).isIn(401, 429);
      assertThat(dashboard.database().ask(COUNTS)).as("nobody waits for the trail").isEmpty();

      dashboard.server().close();

      String told = dashboard.database().ask(COUNTS);
      assertThat(told)
          .matches(
              "login.refused - anybody \\d+ 127.0.0.1, login.refused ada anybody \\d+ 127.0.0.1,"
                  + " login.slowed - anybody \\d+ 127.0.0.1, login.slowed ada anybody \\d+"
                  + " 127.0.0.1");
      assertThat(dashboard.database().ask("SELECT sum((detail ->> 'count')::int) FROM audit_entry"))
          .isEqualTo("41");
      assertThat(dashboard.database().ask("SELECT string_agg(e::text, '') FROM audit_entry e"))
          .doesNotContain("hunter2", "guess", "xxx");
    }
  }

  @Test
  void theyAreWrittenByThemselvesAfterAWhile() throws Exception {
    try (RunningDashboard dashboard = start(Duration.ofMillis(50))) {
      dashboard.accounts().create("ada", "correct horse battery", Role.STEWARD);

      assertThat(login(dashboard, "ada", "guess")).isEqualTo(401);

      await()
          .atMost(PATIENCE)
          .until(() ->
              dashboard.database().ask(COUNTS).equals("login.refused ada anybody 1 127.0.0.1"));
    }
  }

  @Test
  void nothingIsLostWhileTheDatabaseIsAway() throws Exception {
    try (RunningDashboard dashboard = start(Duration.ofMillis(50))) {
      dashboard.database().execute("ALTER TABLE audit_entry RENAME TO away");
      assertThat(login(dashboard, "nobody", "guess")).isEqualTo(401);
      assertThat(login(dashboard, "nobody", "guess")).isEqualTo(401);
      // What is refused by the database is not committed, but counted.
      String failed =
          "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()";
      long before = Long.parseLong(dashboard.database().ask(failed));
      await()
          .atMost(PATIENCE)
          .until(() -> Long.parseLong(dashboard.database().ask(failed)) > before);
      dashboard.database().execute("ALTER TABLE away RENAME TO audit_entry");

      await()
          .atMost(PATIENCE)
          .until(() ->
              dashboard
                  .database()
                  .ask("SELECT sum((detail ->> 'count')::int) FROM audit_entry")
                  .equals("2"));
    }
  }

  @Test
  void aNameThatNoDatabaseCanHoldIsAnsweredLikeAnyOther() throws Exception {
    try (RunningDashboard dashboard = start(Duration.ofMillis(50))) {
      assertThat(login(dashboard, "a\\u0000b", "guess")).isEqualTo(401);
      assertThat(login(dashboard, "a\\ud800b", "guess")).isEqualTo(401);

      await()
          .atMost(PATIENCE)
          .until(() -> dashboard.database().ask(COUNTS).contains("login.refused -"));
    }
  }

  private static RunningDashboard start(Duration counted) throws Exception {
    return RunningDashboard.start(config -> config.withHttp(config.http().withLoginAudit(counted)));
  }

  private static int login(RunningDashboard dashboard, String name, String password)
      throws Exception {
    return dashboard
        .post("/api/v1/login", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password))
        .statusCode();
  }
}
