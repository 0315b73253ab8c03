package city.veedel.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.ResultType;
import city.veedel.schema.registry.RegistryContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFollowerTest {
  @TempDir private Path data;

  private final TestDevices registry =
      TestDevices.with("dev-1", TestDevices.jsonType())
          .and(TestDevices.property("no2", "ug/m3", ResultType.NUMBER));
  private final SourceInTest source = new SourceInTest();
  private final SnapshotDirectory directory =
      new SnapshotDirectory(registry.secrets(), InstantSource.system());

  @Test
  void knowsTheDevicesOnceItHasStarted() {
    try (RegistryFollower follower = follower(directory)) {
      follower.start();

      assertThat(directory.authenticate("dev-1", registry.secret("dev-1"))).isPresent();
    }
  }

  @Test
  void followsChangesByItself() {
    AtomicInteger changes = new AtomicInteger();
    directory.onChange(changes::incrementAndGet);
    try (RegistryFollower follower = follower(directory)) {
      follower.start();
      registry.disable("dev-1");

      await().until(() -> directory.find(new DeviceId("dev-1")).isEmpty());
      assertThat(changes).hasValue(2);
    }
  }

  @Test
  void readsOnlyWhenTheVersionDiffers() {
    try (RegistryFollower follower = follower(directory)) {
      follower.start();
      int versions = source.versions.get();
      await().until(() -> source.versions.get() > versions + 5);

      assertThat(source.reads).hasValue(1);
    }
  }

  @Test
  void refreshesAtOnceWhenAsked() {
    RegistryFollower follower = follower(directory);

    assertThat(follower.refreshNow()).isTrue();
    assertThat(directory.snapshot().version()).isEqualTo(registry.contents().version());
    source.isAway = true;
    registry.and("dev-2", TestDevices.jsonType());
    assertThat(follower.refreshNow()).isFalse();
    assertThat(directory.find(new DeviceId("dev-1"))).isPresent();
    assertThat(directory.find(new DeviceId("dev-2"))).isEmpty();
  }

  @Test
  void startsFromTheCacheWhileTheDatabaseIsAwayAndCatchesUpWhenItComes() {
    assertThat(follower(directory).refreshNow()).isTrue();
    source.isAway = true;
    SnapshotDirectory later = new SnapshotDirectory(registry.secrets(), InstantSource.system());
    try (RegistryFollower follower = follower(later)) {
      follower.start();
      assertThat(later.authenticate("dev-1", registry.secret("dev-1"))).isPresent();

      registry.and("dev-2", TestDevices.jsonType());
      source.isAway = false;
      await().until(() -> later.find(new DeviceId("dev-2")).isPresent());
    }
  }

  @Test
  void remembersQuotasWhileTheDatabaseIsAway() {
    registry.quota("dev-1", 5_000_000_000L);
    assertThat(follower(directory).refreshNow()).isTrue();
    source.isAway = true;
    SnapshotDirectory later = new SnapshotDirectory(registry.secrets(), InstantSource.system());
    try (RegistryFollower follower = follower(later)) {
      follower.start();

      assertThat(later.find(new DeviceId("dev-1")).orElseThrow().monthlyQuota())
          .hasValue(5_000_000_000L);
      assertThat(later.snapshot().withQuota()).containsExactly(new DeviceId("dev-1"));
    }
  }

  @Test
  void startsEmptyWithNeitherDatabaseNorCache() {
    source.isAway = true;
    try (RegistryFollower follower = follower(directory)) {
      follower.start();
      assertThat(directory.snapshot().size()).isZero();

      source.isAway = false;
      await().until(() -> directory.find(new DeviceId("dev-1")).isPresent());
    }
  }

  @Test
  void doesNotTrustADamagedCache() throws IOException {
    assertThat(follower(directory).refreshNow()).isTrue();
    source.isAway = true;
    byte[] good = Files.readAllBytes(cacheFile());
    for (int place : new int[] {0, 8, 9, good.length / 2, good.length - 1}) {
      byte[] bad = good.clone();
      bad[place] ^= 1;
      Files.write(cacheFile(), bad);
      assertStartsEmpty();
    }
    Files.write(cacheFile(), new byte[0]);
    assertStartsEmpty();
    Files.write(cacheFile(), good);
    assertThat(new RegistryCache(cacheFile()).read()).isPresent();
  }

  @Test
  void cachesEverythingTheRegistryHolds() throws IOException {
    ObservedProperty any = TestDevices.property("pm10", "ug/m3", ResultType.NUMBER);
    ObservedProperty property =
        new ObservedProperty(
            any.name(),
            any.titleDe(),
            any.titleEn(),
            any.unit(),
            any.resultType(),
            any.expectedInterval(),
            any.averagingPeriod(),
            any.timeMarks(),
            new PlausibleRange(0, 0.1 + 0.2));
    registry.and(
        "dev-2",
        new DeviceType(
            "air",
            "Lüft \"1\"",
            "Lüft AG",
            "1",
            3,
            new Decoding(
                "senml",
                Envelope.CHIRPSTACK_V4,
                "a\n\t\"b\"",
                List.of(new FieldMapping("/a/*/b", property.name(), "mg/m3"))),
            AcceptedTime.ANY_PAST,
            true,
            false,
            30,
            Map.of(property.name(), property)),
        "thing-7");
    registry.rotate("dev-2", Instant.parse("2026-11-22T12:00:00.123456Z"));
    registry.disable("dev-1");
    RegistryContents contents = registry.contents();
    RegistryCache cache = new RegistryCache(cacheFile());
    cache.write(contents);

    assertThat(cache.read()).contains(contents);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cacheFile())))
        .isEqualTo("rw-------");
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(cacheFile());
    }
  }

  /** As the program wrote it before device types had versions. */
  @Test
  void startsFromACacheOfTheFormatBefore() throws IOException {
    String json =
        """
        {"format":1,"version":7,"catalogue":[],"types":[{"id":"air","title":"Air","decoder":"senml",
        "acceptedPast":"PT1H","acceptedFuture":"PT5M","createsThings":false,
        "pseudonymisesThings":false,"keepRawDays":3,"properties":[]}],"devices":[]}\
        """;
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    Files.writeString(cacheFile(), HexFormat.of().toHexDigits((int) crc.getValue()) + "\n" + json);

    DeviceType type = new RegistryCache(cacheFile()).read().orElseThrow().types().get("air");

    assertThat(type)
        .isEqualTo(
            new DeviceType(
                "air",
                "Air",
                "senml",
                new AcceptedTime(Duration.ofHours(1), Duration.ofMinutes(5)),
                false,
                false,
                3,
                Map.of()));
  }

  @Test
  void goesOnWhenTheCacheCannotBeWritten() throws IOException {
    Path file = Files.createFile(data.resolve("a-file"));
    RegistryFollower follower =
        new RegistryFollower(source, directory, RegistryConfig.defaults(file));

    assertThat(follower.refreshNow()).isTrue();
    assertThat(directory.find(new DeviceId("dev-1"))).isPresent();
  }

  @Test
  void asksAtLeastEveryTwoSeconds() {
    assertThat(RegistryConfig.defaults(data).pollInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> new RegistryConfig(Duration.ofSeconds(3), data))
        .hasMessage("poll-interval must be 10 ms to 2 s, was PT3S");
    assertThatThrownBy(() -> new RegistryConfig(Duration.ZERO, data))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void assertStartsEmpty() {
    SnapshotDirectory later = new SnapshotDirectory(registry.secrets(), InstantSource.system());
    try (RegistryFollower follower = follower(later)) {
      follower.start();
      assertThat(later.snapshot().size()).isZero();
    }
  }

  private RegistryFollower follower(SnapshotDirectory followed) {
    return new RegistryFollower(
        source, followed, new RegistryConfig(Duration.ofMillis(10), cacheFile()));
  }

  private Path cacheFile() {
    return data.resolve(RegistryConfig.CACHE_FILE_NAME);
  }

  private final class SourceInTest implements RegistrySource {
    private final AtomicInteger versions = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean isAway;

    @Override
    public long version() {
      versions.incrementAndGet();
      requireThere();
      return registry.contents().version();
    }

    @Override
    public RegistryContents read() {
      reads.incrementAndGet();
      requireThere();
      return registry.contents();
    }

    private void requireThere() {
      if (isAway) {
        throw new IllegalStateException("the database is away");
      }
    }
  }
}
