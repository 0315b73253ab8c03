package city.veedel.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private static TestDatabase db;
  private static Accounts accounts;

  @BeforeAll
  static void open() {
    db = TestDatabases.embedded();
    accounts = new Accounts(db.database().dataSource());
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void aPasswordOpensItsAccountAndNothingElseDoes() {
    Account planner = accounts.create("paula", "correct horse", Role.PLANNER);

    assertThat(accounts.verify("paula", "correct horse")).contains(planner);
    assertThat(accounts.verify("paula", "correct horsf")).isEmpty();
    assertThat(accounts.verify("nobody", "correct horse")).isEmpty();
    assertThat(accounts.verify("nobody", "")).isEmpty();
    assertThat(accounts.verify("pau\0la", "correct horse")).isEmpty();
    assertThat(accounts.verify("pau\uD800la", "correct horse")).isEmpty();
    assertThat(accounts.verify("paula", "x".repeat(100_000))).isEmpty();
    assertThat(db.ask("SELECT password_hash FROM account WHERE name = 'paula'"))
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThatThrownBy(() -> accounts.create("paula", "another one", Role.VIEWER))
        .isInstanceOf(RegistryException.AlreadyExists.class);
    assertThatThrownBy(() -> accounts.create("short", "1234567", Role.VIEWER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTokenWorksUntilItEndsAndIsNotKeptItself() {
    Account account = accounts.create("otto", "operator!", Role.OPERATOR);
    IssuedToken session = accounts.openSession(account, Duration.ofHours(1), "192.0.2.7");
    IssuedToken over = accounts.issueApiToken(account, "old", Duration.ZERO);

    assertThat(accounts.findByToken(session.token())).contains(account);
    assertThat(accounts.findByToken(over.token())).isEmpty();
    assertThat(accounts.findByToken("made up")).isEmpty();
    assertThat(
            db.ask(
                "SELECT count(*) FROM access_token t WHERE position('"
                    + session.token()
                    + "' IN t::text) > 0"))
        .isEqualTo("0");
    assertThat(accounts.deleteExpiredTokens()).isEqualTo(1);

    accounts.endToken(session.token(), "192.0.2.7");
    assertThat(accounts.findByToken(session.token())).isEmpty();
  }

  @Test
  void thereIsAlwaysAnAdminAndAGivenPasswordWins() {
    Optional<String> generated = accounts.ensureAdmin(null);

    assertThat(generated).isPresent();
    Account admin = accounts.verify("admin", generated.orElseThrow()).orElseThrow();
    assertThat(admin.role()).isEqualTo(Role.ADMIN);
    assertThat(accounts.ensureAdmin(null)).isEmpty();

    IssuedToken session = accounts.openSession(admin, Duration.ofHours(1), "192.0.2.7");
    assertThat(accounts.ensureAdmin("from the environment")).isEmpty();
    assertThat(accounts.verify("admin", "from the environment")).contains(admin);
    assertThat(accounts.findByToken(session.token())).isEmpty();
  }

  @Test
  void aVendorBelongsToItsOrganisationAndIsGoneWithItsTokensWhenRemoved() {
    Organisations organisations = new Organisations(db.database().dataSource());
    organisations.add("acme", "ACME GmbH");
    Account vera = accounts.createVendor("vera@acme.example", "sensors for all", "acme");
    IssuedToken token = accounts.issueApiToken(vera, "script", Duration.ofHours(1));

    assertThat(vera.role()).isEqualTo(Role.VENDOR);
    assertThat(organisations.list())
        .filteredOn(organisation -> organisation.id() == vera.organisationId())
        .singleElement()
        .returns("acme", Organisation::slug)
        .returns(1L, Organisation::accounts);
    assertThat(accounts.list())
        .filteredOn(account -> account.name().equals("vera@acme.example"))
        .singleElement()
        .returns("acme", AccountSummary::organisation)
        .matches(account -> account.lastToken().isPresent());

    accounts.remove("vera@acme.example");

    assertThat(accounts.findByToken(token.token())).isEmpty();
    assertThat(accounts.findByName("vera@acme.example")).isEmpty();
    assertThat(
            db.ask(
                "SELECT string_agg(action, ' ' ORDER BY audit_entry_id) FROM audit_entry"
                    + " WHERE subject IN ('acme', 'vera@acme.example')"))
        .isEqualTo("organisation.added account.created token.issued account.removed");
  }

  @Test
  void nothingIsMadeForAnOrganisationThatIsNotThereOrTwice() {
    Organisations organisations = new Organisations(db.database().dataSource());
    organisations.add("twice", "Twice");

    assertThatThrownBy(() -> organisations.add("twice", "Again"))
        .isInstanceOf(RegistryException.AlreadyExists.class);
    assertThatThrownBy(() -> organisations.add("Capital Letters", "No"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> organisations.add("blank", " "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> accounts.createVendor("vito", "long enough", "nowhere"))
        .isInstanceOf(RegistryException.Unknown.class);
    assertThatThrownBy(() -> accounts.remove("nobody"))
        .isInstanceOf(RegistryException.Unknown.class);
    assertThat(accounts.findByName("vito")).isEmpty();
  }
}
