package city.veedel.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Location;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeMarks;
import city.veedel.schema.receipt.Receipts;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final DeviceSecrets SECRETS = new DeviceSecrets(new byte[32]);
  private static final OptionalInt CITY = OptionalInt.empty();
  private static final Location DOM = new Location(6.9583, 50.9413);

  private static TestDatabase db;
  private static Registry registry;

  @BeforeAll
  static void open() {
    db = TestDatabases.embedded();
    registry = new Registry(db.database().dataSource(), SECRETS);
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void aDeviceComesWithItsThingItsGrantsAndOneSecret() {
    DeviceId id = new DeviceId("air-dom");
    long before = registry.version();

    String secret =
        registry.addDevice(
            new NewDevice(
                id,
                "Am Dom",
                "json",
                Theme.AIR,
                DOM,
                true,
                "Stadt K\u00f6ln",
                "dl-de/by-2-0",
                List.of(thing("air-dom-roof"))));

    assertThat(registry.version()).isGreaterThan(before);
    RegistryContents contents = registry.read();
    RegisteredDevice device = of(contents.devices(), id);
    assertThat(device.ownThing()).isEqualTo(new ThingId("air-dom"));
    assertThat(device.things())
        .containsExactlyInAnyOrder(new ThingId("air-dom"), new ThingId("air-dom-roof"));
    assertThat(device.secrets())
        .singleElement()
        .satisfies(stored ->
            assertThat(DeviceSecrets.matches(SECRETS.verifierOf(secret), stored)).isTrue());
    assertThat(registry.findDevice(id)).map(DeviceSummary::location).isEqualTo(Optional.of(DOM));
    assertThat(registry.presentSecrets(id)).containsExactly(secret);
  }

  @Test
  void theSameDeviceThingOrTypeIsNotAddedTwice() {
    registry.addDevice(device("once"));

    assertThatThrownBy(() -> registry.addDevice(device("once")))
        .isInstanceOf(RegistryException.AlreadyExists.class)
        .hasMessageContaining("device \"once\"");
    assertThatThrownBy(() -> registry.addThings(new DeviceId("once"), List.of(thing("once"))))
        .isInstanceOf(RegistryException.AlreadyExists.class)
        .hasMessageContaining("thing \"once\"");
    assertThatThrownBy(() ->
            registry.addDevice(
                new NewDevice(new DeviceId("x"), "X", "no-such-type", Theme.AIR, null, false)))
        .isInstanceOf(RegistryException.Unknown.class);
    assertThat(registry.findDevice(new DeviceId("x"))).isEmpty();
  }

  @Test
  void rotationLeavesTheOldSecretValidForTheOverlapOnly() {
    DeviceId id = new DeviceId("rotating");
    String first = registry.addDevice(device("rotating"));
    String second = registry.rotateSecret(id, Duration.ofHours(1));

    assertThat(registry.presentSecrets(id)).containsExactly(second, first);
    String third = registry.rotateSecret(id, Duration.ZERO);
    assertThat(registry.presentSecrets(id)).containsExactly(third);
    List<StoredSecret> stored = of(registry.read().devices(), id).secrets();
    assertThat(stored).filteredOn(secret -> secret.isValidAt(Instant.now())).hasSize(1);
    assertThatThrownBy(() -> registry.rotateSecret(new DeviceId("nobody"), Duration.ZERO))
        .isInstanceOf(RegistryException.Unknown.class);
  }

  @Test
  void aDisabledDeviceIsKnownAndMarked() {
    registry.addDevice(device("switched-off"));
    DeviceId id = new DeviceId("switched-off");

    registry.setEnabled(id, false);

    assertThat(of(registry.read().devices(), id).enabled()).isFalse();
    assertThatThrownBy(() -> registry.setEnabled(new DeviceId("nobody"), false))
        .isInstanceOf(RegistryException.Unknown.class);
  }

  @Test
  void aQuotaIsSeenByTheGatewayAndKeptInTheAuditTrail() {
    registry.addDevice(device("counted"));
    DeviceId id = new DeviceId("counted");
    long before = registry.version();
    assertThat(of(registry.read().devices(), id).monthlyQuota()).isEmpty();

    registry.setMonthlyQuota(id, OptionalLong.of(5_000_000_000L));

    assertThat(registry.version()).isGreaterThan(before);
    assertThat(of(registry.read().devices(), id).monthlyQuota()).hasValue(5_000_000_000L);
    assertThat(registry.findDevice(id).orElseThrow().monthlyQuota()).hasValue(5_000_000_000L);

    registry.setMonthlyQuota(id, OptionalLong.empty());

    assertThat(of(registry.read().devices(), id).monthlyQuota()).isEmpty();
    assertThat(
            db.ask(
                """
                SELECT string_agg(detail ->> 'allowed', ', ' ORDER BY audit_entry_id)
                FROM audit_entry WHERE subject = 'counted' AND action = 'device.quota_set'\
                """))
        .isEqualTo("5000000000, none");
  }

  @Test
  void aQuotaIsPositiveAndOfAKnownDevice() {
    OptionalLong five = OptionalLong.of(5);

    assertThatThrownBy(() -> registry.setMonthlyQuota(new DeviceId("nobody"), five))
        .isInstanceOf(RegistryException.Unknown.class);
    assertThatThrownBy(() -> registry.setMonthlyQuota(new DeviceId("nobody"), OptionalLong.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was 0");
    assertThat(db.ask("SELECT count(*) FROM audit_entry WHERE subject = 'nobody'")).isEqualTo("0");
  }

  @Test
  void receiptsAreSummedPerDeviceSinceAnHour() {
    db.execute(
        """
        INSERT INTO receipt (device_id, hour, assured, accepted) VALUES
        ('sum-1', '2026-10-31T22:00Z', true, 1000), ('sum-1', '2026-10-31T23:00Z', true, 3),
        ('sum-1', '2026-11-05T10:00Z', true, 4), ('sum-1', '2026-11-05T10:00Z', false, 5),
        ('sum-2', '2026-11-05T10:00Z', true, 7), ('sum-3', '2026-11-05T10:00Z', true, 9)\
        """);

    assertThat(
            new Receipts(db.database())
                .acceptedSince(
                    List.of(new DeviceId("sum-1"), new DeviceId("sum-2"), new DeviceId("silent")),
                    Instant.parse("2026-10-31T23:00:00Z")))
        .isEqualTo(Map.of(new DeviceId("sum-1"), 12L, new DeviceId("sum-2"), 7L));
  }

  @Test
  void aWholeCityIsEnsuredTwiceWithTheSameSecrets() {
    List<NewDevice> city = new ArrayList<>();
    for (int d = 0; d < 300; d++) {
      List<NewThing> things = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        things.add(thing("city-" + d + "-" + t));
      }
      city.add(
          new NewDevice(
              new DeviceId("city-" + d),
              "Device " + d,
              "json",
              Theme.TRAFFIC,
              DOM,
              true,
              "",
              "",
              things));
    }

    Map<DeviceId, String> first = registry.ensureDevices(city);
    long version = registry.version();
    Map<DeviceId, String> second = registry.ensureDevices(city);

    assertThat(first).hasSize(300);
    assertThat(second).isEqualTo(first);
    assertThat(of(registry.read().devices(), new DeviceId("city-7")).things()).hasSize(5);
    // A few statements, each raising the version once: not one per row.
    assertThat(registry.version() - version).isLessThan(10);
    assertThat(registry.ensureDevice(city.getFirst())).isEqualTo(first.get(new DeviceId("city-0")));
  }

  @Test
  void aDeviceTypeComesBackAsItWasAdded() {
    DeviceType type = waterProbe("water-probe", "[pH]", 14);

    registry.addDeviceType(type);

    assertThat(registry.read().types()).containsEntry("water-probe", type);
    assertThat(registry.listDeviceTypes())
        .extracting(DeviceType::id)
        .contains("json", "senml", "replay", "sharing-vehicles", "water-probe");
    assertThatThrownBy(() -> registry.addDeviceType(type))
        .isInstanceOf(RegistryException.AlreadyExists.class);
  }

  @Test
  void aChangeMakesTheNextVersionAndTheFormerStaysReadable() {
    DeviceType first = registry.addDeviceType(waterProbe("probe-2", "[pH]", 14), CITY);
    long seen = registry.version();
    DeviceType wanted = waterProbe("probe-2", "[pH]", 12);

    SavedDeviceType saved = registry.saveDeviceType(wanted);

    assertThat(saved.change()).isEqualTo(SavedDeviceType.Change.CHANGED);
    assertThat(saved.type()).isEqualTo(wanted.withVersion(2));
    assertThat(of(registry.read().types(), "probe-2")).isEqualTo(saved.type());
    assertThat(registry.version()).as("the gateway hears of it").isGreaterThan(seen);
    DeviceTypeHistory present =
        registry.findDeviceType("probe-2", OptionalInt.empty()).orElseThrow();
    assertThat(present.type()).isEqualTo(saved.type());
    assertThat(present.versions())
        .extracting(DeviceTypeHistory.Version::number)
        .containsExactly(2, 1);
    assertThat(present.versions().getFirst().createdBy()).isEqualTo("shell");
    assertThat(registry.findDeviceType("probe-2", OptionalInt.of(1)).orElseThrow().type())
        .isEqualTo(first);
    assertThat(registry.findDeviceType("probe-2", OptionalInt.of(3))).isEmpty();
    assertThat(registry.findDeviceType("nobody", OptionalInt.empty())).isEmpty();
  }

  @Test
  void whatSaysTheSameMakesNoVersion() {
    DeviceType type = waterProbe("probe-3", "[pH]", 14);
    assertThat(registry.saveDeviceType(type).change()).isEqualTo(SavedDeviceType.Change.ADDED);
    long seen = registry.version();

    assertThat(registry.saveDeviceType(type))
        .isEqualTo(new SavedDeviceType(type, SavedDeviceType.Change.NONE));
    assertThat(registry.changeDeviceType(type, CITY)).isEqualTo(type);
    assertThat(registry.version()).isEqualTo(seen);
  }

  @Test
  void aChangeFromAnOldVersionOrOfSomebodyElsesTypeIsRefused() {
    int other =
        Integer.parseInt(
            db.ask(
                "INSERT INTO organisation (slug, name) VALUES ('other', '') RETURNING organisation_id"));
    DeviceType type = waterProbe("probe-4", "[pH]", 14);
    registry.addDeviceType(type, OptionalInt.of(other));
    registry.changeDeviceType(waterProbe("probe-4", "[pH]", 13), OptionalInt.of(other));

    assertThatThrownBy(() -> registry.changeDeviceType(type, OptionalInt.of(other)))
        .isInstanceOf(RegistryException.OutOfDate.class)
        .hasMessageContaining("is at version 2, the change was made from version 1");
    assertThatThrownBy(() -> registry.changeDeviceType(type.withVersion(2), OptionalInt.of(1)))
        .isInstanceOf(RegistryException.AlreadyExists.class);
    assertThatThrownBy(() ->
            registry.changeDeviceType(waterProbe("probe-5", "[pH]", 14), OptionalInt.of(other)))
        .isInstanceOf(RegistryException.Unknown.class);
    assertThat(registry.changeDeviceType(type.withVersion(2), CITY).version()).isEqualTo(3);
  }

  @Test
  void aVersionThatWouldGiveStoredValuesAnotherMeaningIsRefused() {
    registry.addDeviceType(waterProbe("probe-6", "[pH]", 14));
    registry.addDevice(
        new NewDevice(new DeviceId("probe-6-1"), "P", "probe-6", Theme.WATER, DOM, false));
    db.execute(
        """
        INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
          result_type, expected_interval)
        VALUES (1, 'probe-6-1', 'ph', 'alt', 'old', '[pH]', 'number', '1 hour')\
        """);

    assertThatThrownBy(() -> registry.saveDeviceType(waterProbe("probe-6", "%", 14)))
        .isInstanceOf(RegistryException.Incompatible.class)
        .hasMessageContaining("\"ph\" is stored in [pH] as number");
    assertThat(of(registry.read().types(), "probe-6").version()).isEqualTo(1);
    assertThatThrownBy(() -> registry.saveDeviceType(pseudonymising("probe-6")))
        .isInstanceOf(RegistryException.Incompatible.class)
        .hasMessageContaining("register another type");

    registry.saveDeviceType(waterProbe("probe-6", "[pH]", 13));
    assertThat(
            db.ask(
                "SELECT title_de || ' ' || expected_interval FROM datastream"
                    + " WHERE thing_id = 'probe-6-1'"))
        .as("what may be said anew")
        .isEqualTo("pH-Wert 00:10:00");
  }

  private static DeviceType pseudonymising(String id) {
    return new DeviceType(id, id, "json", AcceptedTime.LIVE, false, true, Map.of());
  }

  private static DeviceType waterProbe(String id, String unit, double greatest) {
    PropertyName ph = new PropertyName("ph");
    return new DeviceType(
        id,
        "Water probe",
        "Lüft \"AG\"",
        "WP-1",
        1,
        new Decoding(
            "json",
            Envelope.THE_THINGS_STACK_V3,
            "first\n\tsecond \\ 'third'",
            List.of(new FieldMapping("/ph", ph, ""), new FieldMapping("/a/*/b~1c", ph, "{\"x\"}"))),
        new AcceptedTime(Duration.ofDays(3), Duration.ofSeconds(30)),
        false,
        false,
        30,
        Map.of(
            ph,
            new ObservedProperty(
                ph,
                "pH-Wert",
                "pH",
                unit,
                ResultType.NUMBER,
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                TimeMarks.END,
                new PlausibleRange(0.1, greatest))));
  }

  @Test
  void theSeedsSayWhatTheModelCallsLiveAndAnyPast() {
    RegistryContents contents = registry.read();

    assertThat(of(contents.types(), "json").acceptedTime()).isEqualTo(AcceptedTime.LIVE);
    assertThat(of(contents.types(), "replay").acceptedTime()).isEqualTo(AcceptedTime.ANY_PAST);
    assertThat(of(contents.types(), "sharing-vehicles").pseudonymisesThings()).isTrue();
    assertThat(of(contents.types(), "json").keepRawDays()).isEqualTo(7);
    assertThat(of(contents.types(), "sharing-vehicles").keepsRawMessages()).isFalse();
    assertThat(contents.catalogue()).hasSize(50);
    assertThat(of(contents.catalogue(), new PropertyName("laeq")).titleDe())
        .isEqualTo("A-bewerteter Dauerschallpegel");
  }

  @Test
  void theDatabaseRefusesATypeThatPseudonymisesAndKeepsRawMessages() {
    assertThatThrownBy(() ->
            db.execute(
                "UPDATE device_type SET keep_raw_days = 1"
                    + " WHERE device_type_id = 'sharing-vehicles'"))
        .hasMessageContaining("pseudonymised_keeps_no_raw");
    assertThatThrownBy(() ->
            db.execute(
                "UPDATE device_type SET pseudonymises_things = true"
                    + " WHERE device_type_id = 'json'"))
        .hasMessageContaining("pseudonymised_keeps_no_raw");
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key), "nothing for " + key);
  }

  private static NewDevice device(String id) {
    return new NewDevice(new DeviceId(id), id, "json", Theme.AIR, DOM, false);
  }

  private static NewThing thing(String id) {
    return new NewThing(new ThingId(id), id, Theme.AIR, DOM, true, "", "");
  }
}
