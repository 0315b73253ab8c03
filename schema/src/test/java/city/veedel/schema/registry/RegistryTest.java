package city.veedel.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Location;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.model.TimeMarks;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final DeviceSecrets SECRETS = new DeviceSecrets(new byte[32]);
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
    PropertyName ph = new PropertyName("ph");
    DeviceType type =
        new DeviceType(
            "water-probe",
            "Water probe",
            "json",
            new AcceptedTime(Duration.ofDays(3), Duration.ofSeconds(30)),
            false,
            false,
            Map.of(
                ph,
                new ObservedProperty(
                    ph,
                    "pH-Wert",
                    "pH",
                    "[pH]",
                    ResultType.NUMBER,
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(1),
                    TimeMarks.END)));

    registry.addDeviceType(type);

    assertThat(registry.read().types()).containsEntry("water-probe", type);
    assertThat(registry.listDeviceTypes())
        .extracting(DeviceType::id)
        .contains("json", "senml", "replay", "sharing-vehicles", "water-probe");
    assertThatThrownBy(() -> registry.addDeviceType(type))
        .isInstanceOf(RegistryException.AlreadyExists.class);
  }

  @Test
  void theSeedsSayWhatTheModelCallsLiveAndAnyPast() {
    RegistryContents contents = registry.read();

    assertThat(of(contents.types(), "json").acceptedTime()).isEqualTo(AcceptedTime.LIVE);
    assertThat(of(contents.types(), "replay").acceptedTime()).isEqualTo(AcceptedTime.ANY_PAST);
    assertThat(of(contents.types(), "sharing-vehicles").pseudonymisesThings()).isTrue();
    assertThat(contents.catalogue()).hasSize(50);
    assertThat(of(contents.catalogue(), new PropertyName("laeq")).titleDe())
        .isEqualTo("A-bewerteter Dauerschallpegel");
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
