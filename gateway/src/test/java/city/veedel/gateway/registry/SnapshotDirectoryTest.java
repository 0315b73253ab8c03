package city.veedel.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.ThingId;
import city.veedel.schema.registry.RegisteredDevice;
import city.veedel.schema.registry.RegistryContents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SnapshotDirectoryTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final TestDevices devices =
      TestDevices.none(() -> now.get()).and("dev-1", TestDevices.jsonType());
  private final DeviceDirectory directory = devices.directory();

  @Test
  void recognisesADeviceByItsSecret() {
    assertThat(directory.authenticate("dev-1", devices.secret("dev-1")))
        .contains(devices.device("dev-1"));
  }

  @Test
  void refusesAWrongSecretAnUnknownDeviceAndIdsThatCannotBe() {
    String secret = devices.secret("dev-1");

    assertThat(directory.authenticate("dev-1", secret + "x")).isEmpty();
    assertThat(directory.authenticate("dev-1", "")).isEmpty();
    assertThat(directory.authenticate("dev-1", "\uD800\0")).isEmpty();
    assertThat(directory.authenticate("dev-1", "x".repeat(100_000))).isEmpty();
    assertThat(directory.authenticate("dev-2", secret)).isEmpty();
    assertThat(directory.authenticate("", secret)).isEmpty();
    assertThat(directory.authenticate("DEV 1/#\0", secret)).isEmpty();
    assertThat(directory.authenticate("d".repeat(100_000), secret)).isEmpty();
  }

  @Test
  void takesBothSecretsWhileOneIsBeingRotatedAndDropsTheOldOneWhenItExpires() {
    String old = devices.secret("dev-1");
    String fresh = devices.rotate("dev-1", NOON.plusSeconds(60));

    assertThat(directory.authenticate("dev-1", old)).isPresent();
    assertThat(directory.authenticate("dev-1", fresh)).isPresent();

    now.set(NOON.plusSeconds(60));
    assertThat(directory.authenticate("dev-1", old)).isEmpty();
    assertThat(directory.authenticate("dev-1", fresh)).isPresent();
  }

  @Test
  void forgetsADisabledDeviceAndSaysThatSomethingChanged() {
    AtomicInteger changes = new AtomicInteger();
    directory.onChange(() -> {
      throw new IllegalStateException("a listener that fails");
    });
    directory.onChange(changes::incrementAndGet);
    devices.disable("dev-1");

    assertThat(changes).hasValue(1);
    assertThat(directory.find(new DeviceId("dev-1"))).isEmpty();
    assertThat(directory.authenticate("dev-1", devices.secret("dev-1"))).isEmpty();
    assertThat(directory.preSharedKeys("dev-1")).isEmpty();
  }

  @Test
  void thePreSharedKeysAreTheValidSecretsInAsciiThePresentOneFirst() {
    String old = devices.secret("dev-1");
    String fresh = devices.rotate("dev-1", NOON.plusSeconds(60));

    assertThat(keys("dev-1")).containsExactly(fresh, old);
    assertThat(keys("nobody")).isEmpty();
    assertThat(keys("no device id\0")).isEmpty();
    List<PreSharedKey> both = directory.preSharedKeys("dev-1");
    DeviceId id = new DeviceId("dev-1");
    assertThat(both).allMatch(key -> directory.isValid(id, key.nonce()));
    assertThat(directory.isValid(new DeviceId("dev-2"), both.getFirst().nonce())).isFalse();

    now.set(NOON.plusSeconds(60));

    assertThat(keys("dev-1")).containsExactly(fresh);
    assertThat(directory.isValid(id, both.getFirst().nonce())).isTrue();
    assertThat(directory.isValid(id, both.getLast().nonce())).isFalse();
  }

  private List<String> keys(String id) {
    return directory.preSharedKeys(id).stream()
        .map(key -> new String(key.key().bytes(), StandardCharsets.US_ASCII))
        .toList();
  }

  @Test
  void aTypeFallsBackToTheCatalogueForWhatItDoesNotDeclare() {
    ObservedProperty declared = TestDevices.property("no2", "mg/m3", ResultType.NUMBER);
    devices
        .and(TestDevices.property("no2", "ug/m3", ResultType.NUMBER))
        .and(TestDevices.property("pm10", "ug/m3", ResultType.NUMBER))
        .and(
            "dev-2",
            new DeviceType(
                "air",
                "Air",
                "json",
                AcceptedTime.LIVE,
                false,
                false,
                Map.of(declared.name(), declared)));

    DeviceType type = devices.device("dev-2").type();
    assertThat(type.findProperty(new PropertyName("no2"))).contains(declared);
    assertThat(type.findProperty(new PropertyName("pm10")))
        .hasValueSatisfying(property -> assertThat(property.unit()).isEqualTo("ug/m3"));
    assertThat(type.findProperty(new PropertyName("o3"))).isEmpty();
  }

  @Test
  void leavesOutADeviceWhoseTypeIsNotThereAndNamesIt() {
    DeviceId id = new DeviceId("orphan");
    RegisteredDevice orphan =
        new RegisteredDevice(
            id, "gone", true, new ThingId("orphan"), Set.of(new ThingId("orphan")), List.of());
    RegistrySnapshot snapshot =
        RegistrySnapshot.of(new RegistryContents(7, Map.of(), Map.of(id, orphan), Map.of()));

    assertThat(snapshot.size()).isZero();
    assertThat(snapshot.withoutType()).containsExactly(id);
    assertThat(snapshot.version()).isEqualTo(7);
  }
}
