package city.veedel.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeMarks;
import city.veedel.schema.DatabaseException;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditChain;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every change of the registry and of accounts leaves its entry, in the same transaction. */
class AuditedChangesTest {
  private static final String WHERE = "192.0.2.7";
  private static TestDatabase db;
  private static Registry registry;
  private static Accounts accounts;
  private long seen;

  @BeforeAll
  static void open() {
    db = TestDatabases.embedded();
    accounts = new Accounts(db.database().dataSource());
    registry = new Registry(db.database().dataSource(), new DeviceSecrets(new byte[32]));
  }

  @AfterAll
  static void close() {
    assertThat(new AuditChain(db.database().dataSource()).verify(List.of()))
        .isInstanceOf(AuditChain.Verdict.Intact.class);
    db.close();
  }

  @BeforeEach
  void lookFromHere() {
    seen = Long.parseLong(db.ask("SELECT audit_entry_id FROM audit_head"));
  }

  @Test
  void whatIsDoneToADeviceIsToldOfWhoDidIt() {
    Account vera = accounts.create("vera", "a long enough password", Role.STEWARD);
    lookFromHere();
    DeviceId id = new DeviceId("told");
    Registry veras = registry.as(vera.actingFrom(WHERE));

    veras.addDevice(device("told"));
    veras.addThings(id, List.of(thing("told-roof")));
    veras.rotateSecret(id, Duration.ofHours(1));
    veras.setEnabled(id, false);
    veras.setEnabled(id, true);
    veras.setMonthlyQuota(id, OptionalLong.of(7));
    veras.addDeviceType(type("told-type"));
    veras.saveDeviceType(mended(type("told-type")));
    veras.saveDeviceType(mended(type("told-type")));

    assertThat(told("action || ' ' || subject"))
        .isEqualTo(
            "device.registered told, device.things_added told, device.secret_rotated told,"
                + " device.disabled told, device.enabled told, device.quota_set told,"
                + " device_type.added told-type, device_type.changed told-type");
    assertThat(
            told("DISTINCT actor || ' ' || (detail ->> 'role') || ' ' || (detail ->> 'address')"))
        .isEqualTo("vera steward 192.0.2.7");
    assertThat(told("detail ->> 'overlap'")).isEqualTo("PT1H");
  }

  @Test
  void whatACommandLineDoesIsToldWithItsUser() {
    registry.addDevice(device("from-shell"));

    assertThat(told("actor || ' ' || (detail ->> 'os_user')"))
        .isEqualTo("shell " + System.getProperty("user.name"));
    assertThat(Actor.shell().facts()).containsOnlyKeys("os_user");
  }

  @Test
  void aFleetIsOneEntry() {
    registry.ensureDevices(List.of(device("fleet-1"), device("fleet-2"), device("fleet-3")));
    registry.ensureDevices(List.of(device("fleet-3"), device("fleet-4")));

    assertThat(told("subject || ' ' || (detail ->> 'new') || ' of ' || (detail ->> 'count')"))
        .isEqualTo("fleet-1 to fleet-3 3 of 3, fleet-3 to fleet-4 1 of 2");
  }

  @Test
  void whatWasRefusedLeavesNothing() {
    registry.addDevice(device("once-only"));
    lookFromHere();
    DeviceId nobody = new DeviceId("nobody");

    assertThatThrownBy(() -> registry.addDevice(device("once-only")))
        .isInstanceOf(RegistryException.class);
    assertThatThrownBy(() -> registry.rotateSecret(nobody, Duration.ZERO))
        .isInstanceOf(RegistryException.class);
    assertThatThrownBy(() -> registry.setEnabled(nobody, false))
        .isInstanceOf(RegistryException.class);
    accounts.endToken("made up", WHERE);

    assertThat(told("action")).isEmpty();
  }

  @Test
  void whatCannotBeToldIsNotDone() {
    db.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
            + "CREATE TRIGGER refuse BEFORE INSERT ON audit_entry EXECUTE FUNCTION refuse()");
    try {
      assertThatThrownBy(() -> registry.addDevice(device("untold")))
          .isInstanceOf(DatabaseException.class);
      assertThatThrownBy(() -> accounts.create("untold", "a long enough password", Role.VIEWER))
          .isInstanceOf(DatabaseException.class);
    } finally {
      db.execute("DROP FUNCTION refuse() CASCADE");
    }

    assertThat(registry.findDevice(new DeviceId("untold"))).isEmpty();
    assertThat(accounts.findByName("untold")).isEmpty();
  }

  @Test
  void accountsAndTheirLoginsAreToldWithoutTheirSecrets() {
    Account otto = accounts.create("otto", "Ottos first password", Role.OPERATOR);
    IssuedToken session = accounts.openSession(otto, Duration.ofHours(1), WHERE);
    IssuedToken token = accounts.issueApiToken(otto, "nightly", Duration.ofDays(1));
    accounts.endToken(session.token(), WHERE);
    accounts.changePassword(otto, "Ottos other password");

    assertThat(told("action || ' ' || subject || ' by ' || actor"))
        .isEqualTo(
            "account.created otto by shell, login.succeeded otto by otto, token.issued otto by"
                + " shell, login.ended otto by otto, account.password_changed otto by shell");
    assertThat(told("audit_entry::text")).doesNotContain("Ottos", session.token(), token.token());
  }

  @Test
  void theGatewayReadsTheRegistryWhileSomebodyHoldsTheTrail() throws Exception {
    try (Connection other = db.database().dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM audit_head FOR UPDATE");

      assertThat(registry.read().version()).isEqualTo(registry.version());
      other.rollback();
    }
  }

  @Test
  void noTwoActsAreSpeltAlike() {
    assertThat(List.of(Act.values()))
        .extracting(Act::code)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[a-z_]+\\.[a-z_]+"));
  }

  /** Of the entries since, in order. */
  private String told(String what) {
    String distinct = what.startsWith("DISTINCT ") ? "" : " ORDER BY audit_entry_id";
    return db.ask(
        "SELECT coalesce(string_agg(%s, ', '%s), '') FROM audit_entry WHERE audit_entry_id > %d"
            .formatted(what, distinct, seen));
  }

  private static NewDevice device(String id) {
    return new NewDevice(new DeviceId(id), id, "json", Theme.AIR, null, false);
  }

  private static NewThing thing(String id) {
    return new NewThing(new ThingId(id), id, Theme.AIR, null, false, "", "");
  }

  private static DeviceType mended(DeviceType type) {
    PropertyName ph = new PropertyName("ph");
    return type.withProperties(
        Map.of(
            ph,
            new ObservedProperty(
                ph,
                "pH-Wert",
                "pH",
                "[pH]",
                ResultType.NUMBER,
                Duration.ofMinutes(10),
                Duration.ZERO,
                TimeMarks.INSTANT)));
  }

  private static DeviceType type(String id) {
    return new DeviceType(id, id, "json", AcceptedTime.LIVE, false, false, Map.of());
  }
}
