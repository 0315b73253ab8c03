package city.veedel.schema.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.schema.Migrations;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows go out of a database that is in use and into an empty one, of the same or the other engine.
 */
class DatabaseCopyTest {
  private static final UUID JOURNAL = UUID.fromString("00000000-0000-4000-8000-000000000001");

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  static List<Arguments> fromAndTo() {
    List<Arguments> pairs = new ArrayList<>();
    for (TestEngine from : engines()) {
      for (TestEngine to : engines()) {
        pairs.add(Arguments.of(from, to));
      }
    }
    return pairs;
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("fromAndTo")
  void everyRowComesBackOnTheSameAndOnTheOtherEngine(TestEngine from, TestEngine to)
      throws IOException {
    try (TestDatabase source = from.fresh();
        TestDatabase target = to.empty()) {
      SampleRows.fill(source);
      if (from.isTimescale()) {
        // Its own job may have computed them from half of the rows.
        source
            .database()
            .call(connection -> {
              RollUps.bringUpToDate(connection);
              return true;
            });
      }
      Map<Slice, byte[]> rows;
      List<NumberSource> numbers;
      int version;
      try (DatabaseSnapshot snapshot = DatabaseSnapshot.open(source.config())) {
        rows = read(snapshot);
        numbers = snapshot.numberSources();
        version = snapshot.schemaVersion();
      }

      try (DatabaseLoad load = DatabaseLoad.begin(target.database(), version)) {
        for (Map.Entry<Slice, byte[]> slice : rows.entrySet()) {
          load.read(slice.getKey(), new ByteArrayInputStream(slice.getValue()));
        }
        load.finish(numbers);
      }

      assertThat(SampleRows.fingerprints(target)).isEqualTo(SampleRows.fingerprints(source));
      assertThat(target.ask("SELECT name FROM engine"))
          .isEqualTo(to.isTimescale() ? "timescaledb" : "postgresql");
      assertThat(target.ask("SELECT sum(count) FROM observation_day"))
          .isEqualTo(source.ask("SELECT sum(count) FROM observation_day"));
      // Numbers go on where they were, and the audit trail is closed again.
      String next =
          "INSERT INTO organisation (slug, name) VALUES ('next', '') RETURNING organisation_id";
      assertThat(target.ask(next)).isEqualTo(source.ask(next));
      assertThatThrownBy(() -> target.execute("DELETE FROM audit_entry"))
          .hasMessageContaining("append-only");
      Migrations.migrate(target.database());
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aSnapshotIsOfOneMomentWhileOthersWrite(TestEngine engine) throws IOException {
    try (TestDatabase source = engine.fresh()) {
      SampleRows.fill(source);
      String before = source.ask("SELECT count(*) FROM observation");
      try (DatabaseSnapshot snapshot = DatabaseSnapshot.open(source.config())) {
        source.execute("SELECT ensure_observation_partitions('2026-12-01Z', '2026-12-02Z')");
        source.execute(
            """
            INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
            VALUES (1, '2026-12-01Z', 1, now()), (1, '2026-11-01 00:00:00.000002Z', 1, now())\
            """);
        source.execute("UPDATE ingest_position SET batch = 99");

        Map<Slice, byte[]> rows = read(snapshot);

        long observations =
            rows.entrySet().stream()
                .filter(slice -> slice.getKey().month().isPresent())
                .mapToLong(slice -> new String(slice.getValue(), UTF_8).lines().count())
                .sum();
        assertThat(observations).isEqualTo(Long.parseLong(before));
        // Logins stay behind, tokens of programs do not.
        assertThat(rows.entrySet())
            .filteredOn(slice -> slice.getKey().table().equals("access_token"))
            .singleElement()
            .extracting(slice -> new String(slice.getValue(), UTF_8))
            .asString()
            .contains("\tapi\t")
            .doesNotContain("session");
        assertThat(snapshot.positionOf(JOURNAL)).contains(new StoredPosition(JOURNAL, 7, 3));
      }
    }
  }

  @Test
  void refusesADatabaseThatIsNotEmptyAndASchemaItDoesNotKnow() {
    TestEngine engine = engines().getLast();
    try (TestDatabase used = engine.fresh();
        TestDatabase empty = engine.empty()) {
      assertThatThrownBy(() -> DatabaseLoad.begin(used.database(), 9))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is not empty");
      assertThatThrownBy(() -> DatabaseLoad.begin(empty.database(), 999))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("use a newer Veedel");
    }
  }

  @Test
  void aDatabaseWhoseRestoreWasInterruptedIsNoDatabaseOfAProduct() {
    TestEngine engine = engines().getLast();
    try (TestDatabase target = engine.empty()) {
      DatabaseLoad.begin(target.database(), 9).close();

      assertThatThrownBy(() -> Migrations.migrate(target.database()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was interrupted");
    }
  }

  @Test
  void aDatabaseNobodyUsedHasNothingToBackUp() {
    try (TestDatabase empty = engines().getFirst().empty()) {
      assertThatThrownBy(() -> DatabaseSnapshot.open(empty.config()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nothing to back up");
    }
  }

  @Test
  void aSliceTakesNothingIntoSqlThatIsNoNameOfOurs() {
    for (String name : List.of("a; DROP TABLE thing", "A", "", "a.b", "a\"")) {
      assertThatThrownBy(() -> new Slice(name, List.of("a"), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Slice("thing", List.of(name), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Slice("observation", List.of("a"), Optional.of("2026-13")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<Slice, byte[]> read(DatabaseSnapshot snapshot) throws IOException {
    Map<Slice, byte[]> rows = new LinkedHashMap<>();
    for (Slice slice : snapshot.slices()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      snapshot.write(slice, out);
      rows.put(slice, out.toByteArray());
    }
    return rows;
  }
}
