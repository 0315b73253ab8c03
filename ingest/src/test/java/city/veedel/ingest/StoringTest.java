package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.StoredObservation;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import city.veedel.schema.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("databases")
class StoringTest {
  private final TestDatabase db;

  StoringTest(TestDatabase db) {
    this.db = db;
  }

  static List<TestDatabase> databases() {
    return Databases.fresh();
  }

  @Test
  void numbersBooleansStatesAndGapsAreStoredAsWhatTheyAre() throws Exception {
    try (City city = new City(db)) {
      city.send(
          city.at(NOON, "no2", 41.5),
          city.at(NOON, "is_renting", new Result.Flag(true)),
          city.at(NOON, "state", new Result.State("offen \u00e4\u20ac\ud83d\ude80")),
          city.at(NOON, "pm10", Result.Missing.INSTANCE));

      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=41.5");
      assertThat(city.stored("is_renting")).isEqualTo("12:00:00.000000=1");
      assertThat(city.stored("state")).isEqualTo("12:00:00.000000=offen \u00e4\u20ac\ud83d\ude80");
      assertThat(city.stored("pm10")).isEqualTo("12:00:00.000000=gap");
      assertThat(city.receipt()).isEqualTo("4 4 0 0 0 0 0");
    }
  }

  @Test
  void theSameValueAgainIsADuplicate() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      city.send(city.at(NOON, "no2", 1), city.at(NOON.plusSeconds(1), "no2", 2));
      city.drain();
      // Now that it is known to repeat, it is looked up before it is written.
      city.send(city.at(NOON, "no2", 1), city.at(NOON.plusSeconds(1), "no2", 2));
      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=1 12:00:01.000000=2");
      assertThat(city.receipt()).isEqualTo("5 2 3 0 0 0 0");
    }
  }

  @Test
  void aGapOrAStateSentTwiceIsADuplicate() throws Exception {
    try (City city = new City(db)) {
      for (int i = 0; i < 2; i++) {
        city.send(
            city.at(NOON, "no2", Result.Missing.INSTANCE),
            city.at(NOON, "state", new Result.State("zu")));
        city.drain();
      }
      assertThat(city.receipt()).isEqualTo("4 2 2 0 0 0 0");
    }
  }

  @Test
  void anotherValueCorrectsAndTheEarlierBecomesARevision() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      city.send(city.at(NOON, "no2", 2));
      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=2");
      assertThat(city.latest("no2")).isEqualTo("12:00=2");
      assertThat(city.revisions("no2")).isEqualTo("1");
      assertThat(city.receipt()).isEqualTo("2 1 0 1 0 0 0");
    }
  }

  @Test
  void theHigherSequenceStandsWhicheverComesLast() throws Exception {
    try (City city = new City(db)) {
      city.send(city.numbered(8, NOON, TimeOrigin.DEVICE, 80));
      city.drain();
      city.send(city.numbered(7, NOON, TimeOrigin.DEVICE, 70));
      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=80");
      assertThat(city.latest("no2")).isEqualTo("12:00=80");
      assertThat(city.revisions("no2")).isEqualTo("70");
      assertThat(city.receipt()).isEqualTo("2 1 0 1 0 0 0");
    }
  }

  @Test
  void repeatsInsideOneBatchAreCollapsed() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1), city.at(NOON, "no2", 1));
      city.send(city.at(NOON, "no2", 3));
      city.send(city.at(NOON, "no2", 3));
      city.send(city.numbered(9, NOON.plusSeconds(1), TimeOrigin.DEVICE, 90));
      city.send(city.numbered(8, NOON.plusSeconds(1), TimeOrigin.DEVICE, 80));

      city.drain();

      assertThat(city.loop.status().batches()).isEqualTo(1);
      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=3 12:00:01.000000=90");
      assertThat(city.revisions("no2")).isEqualTo("1 80");
      assertThat(city.receipt()).isEqualTo("6 2 2 2 0 0 0");
    }
  }

  @Test
  void latestNeverGoesBack() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 12));
      city.drain();
      city.heard.clear();
      city.send(city.at(NOON.minus(Duration.ofHours(1)), "no2", 11));
      city.drain();

      assertThat(city.latest("no2")).isEqualTo("12:00=12");
      assertThat(city.heard).isEmpty();
      assertThat(city.stored("no2")).isEqualTo("11:00:00.000000=11 12:00:00.000000=12");
    }
  }

  @Test
  void whoListensHearsTheLatestOfEachDatastreamOnce() throws Exception {
    try (City city = new City(db)) {
      city.send(
          city.at(NOON.minusSeconds(2), "no2", 1),
          city.at(NOON, "no2", 3),
          city.at(NOON.minusSeconds(1), "no2", 2),
          city.at(NOON, "state", new Result.State("zu")));

      city.drain();

      assertThat(city.heard)
          .extracting(
              StoredObservation::property,
              StoredObservation::phenomenonTime,
              StoredObservation::result)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  new PropertyName("no2"), NOON, new Result.Quantity(3)),
              org.assertj.core.groups.Tuple.tuple(
                  new PropertyName("state"), NOON, new Result.State("zu")));
    }
  }

  @Test
  void aStoredValueNamesTheDecoderVersionItCameFrom() throws Exception {
    try (City city = new City(db)) {
      city.send(city.received(), city.at(NOON, "no2", 1), city.at(NOON.plusSeconds(1), "no2", 2));
      city.send(city.received(3), city.at(NOON.plusSeconds(2), "no2", 3));
      city.drain();
      assertThat(city.versions("observation")).isEqualTo("- - 3");

      // The same value again changes nothing; what a mended decoder reads otherwise does.
      city.send(city.received(4), city.at(NOON, "no2", 1), city.at(NOON.plusSeconds(2), "no2", 30));
      city.drain();

      assertThat(city.versions("observation")).isEqualTo("- - 4");
      assertThat(city.versions("observation_revision")).isEqualTo("3");
    }
  }

  @Test
  void aDeadLetterNamesTheDecoderVersionThatCouldNotReadIt() throws Exception {
    try (City city = new City(db)) {
      city.setAside(city.received(5), true, 1, "no");
      city.drain();

      assertThat(
              db.ask(
                  "SELECT decoder_version FROM dead_letter WHERE device_id = '%s'"
                      .formatted(city.own())))
          .isEqualTo("5");
    }
  }

  @Test
  void aLateValueIsStoredAndCountedAsLate() throws Exception {
    try (City city = new City(db)) {
      Instant lastWeek = NOON.minus(Duration.ofDays(7));
      city.send(city.at(lastWeek, "no2", 5));

      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=5");
      assertThat(city.receipt()).isEqualTo("1 1 0 0 0 1 0");
    }
  }

  @Test
  void aResentSequenceWithoutTimeIsKnownAgain() throws Exception {
    try (City city = new City(db)) {
      city.send(city.numbered(1, NOON, TimeOrigin.RECEIPT, 10));
      city.drain();
      city.send(city.numbered(1, NOON.plusSeconds(30), TimeOrigin.RECEIPT, 10));
      city.drain();
      city.send(city.numbered(1, NOON.plusSeconds(60), TimeOrigin.RECEIPT, 11));
      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=11");
      assertThat(city.revisions("no2")).isEqualTo("10");
      assertThat(city.receipt()).isEqualTo("3 1 1 1 0 0 0");
    }
  }

  /**
   * Found by a simulation: a gateway that starts again behind its own past stored repeats twice.
   */
  @Test
  void aResentSequenceIsKnownAgainAlthoughTheClockWasPutBack() throws Exception {
    try (City city = new City(db)) {
      city.send(city.numbered(1, NOON, TimeOrigin.RECEIPT, 10));
      city.drain();
      city.send(city.numbered(1, NOON.minusSeconds(30), TimeOrigin.RECEIPT, 10));
      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=10");
      assertThat(city.receipt()).isEqualTo("2 1 1 0 0 0 0");
    }
  }

  @Test
  void aSequenceIsForgottenAfterAWeek() throws Exception {
    try (City city = new City(db)) {
      city.send(city.numbered(1, NOON.minus(Duration.ofDays(8)), TimeOrigin.RECEIPT, 10));
      city.drain();
      city.send(city.numbered(1, NOON, TimeOrigin.RECEIPT, 10));
      city.drain();

      assertThat(city.receipt()).startsWith("2 2 0 0");
    }
  }

  @Test
  void valuesWithoutTimeInOneMessageStayApart() throws Exception {
    try (City city = new City(db)) {
      Observation first = city.numbered(-1, NOON, TimeOrigin.RECEIPT, 1);
      Observation second = city.numbered(-1, NOON, TimeOrigin.RECEIPT, 2);
      Observation third = city.numbered(5, NOON, TimeOrigin.RECEIPT, 3);
      city.send(first, second, third);

      city.drain();

      assertThat(city.stored("no2"))
          .isEqualTo("12:00:00.000000=1 12:00:00.000001=2 12:00:00.000002=3");
      assertThat(
              db.ask(
                  "SELECT min(flags) FROM observation WHERE datastream_id = "
                      + city.datastream("no2")))
          .isEqualTo("1");
    }
  }

  @Test
  void missingThingsAndDatastreamsAreMadeAfterTheDeviceAndTheCatalogue() throws Exception {
    try (City city = new City(db)) {
      ThingId pole = new ThingId(city.device + "-pole");
      city.send(
          new Observation(
              pole,
              new PropertyName("no2"),
              NOON,
              TimeOrigin.DEVICE,
              -1,
              new Result.Quantity(1),
              new Location(6.95, 50.94)),
          new Observation(
              pole,
              new PropertyName("mood"),
              NOON,
              TimeOrigin.DEVICE,
              -1,
              new Result.State("good"),
              null));

      city.drain();

      assertThat(
              db.ask(
                  "SELECT concat_ws(' ', theme, visibility, longitude, latitude) FROM thing"
                      + " WHERE thing_id = '"
                      + pole
                      + "'"))
          .isEqualTo("air public 6.95 50.94");
      assertThat(
              db.ask(
                  "SELECT string_agg(concat_ws(' ', property, title_de, unit, result_type,"
                      + " expected_interval), ', ' ORDER BY property) FROM datastream"
                      + " WHERE thing_id = '"
                      + pole
                      + "'"))
          .isEqualTo("mood mood {state} text 01:00:00, no2 Stickstoffdioxid ug/m3 number 01:00:00");
    }
  }

  @Test
  void whatADeviceBringsAlongIsKnownToBeItsOwn() throws Exception {
    try (City city = new City(db, IngestConfig.DEFAULTS, "replay")) {
      city.send(city.located(new ThingId(city.device + "-p1"), NOON, new Location(6.95, 50.94)));

      city.drain();

      assertThat(
              db.ask(
                  "SELECT brought_by FROM thing WHERE thing_id = '%s-p1'".formatted(city.device)))
          .isEqualTo(city.device.value());
      assertThat(
              db.ask(
                  "SELECT brought_by IS NULL FROM thing WHERE thing_id = '%s'"
                      .formatted(city.device)))
          .isEqualTo("t");
    }
  }

  @Test
  void anIntervalTooLongForArithmeticDoesNotStopIngest() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.drain();
      db.execute("ALTER TABLE datastream DROP CONSTRAINT periods_are_bounded");
      db.execute(
          "UPDATE datastream SET expected_interval = make_interval(secs => 9e12) WHERE datastream_id = "
              + city.datastream("no2"));
      city.restart();

      city.send(city.at(NOON.plusSeconds(1), "no2", 2));
      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=1 12:00:01.000000=2");
    }
  }

  @Test
  void aSharedVehicleHasAPlaceNowAndNoneForGood() throws Exception {
    try (City city = new City(db, IngestConfig.DEFAULTS, "sharing-vehicles")) {
      ThingId vehicle = new ThingId(city.device + "-v1");
      city.send(
          city.located(vehicle, NOON, new Location(6.95, 50.94)),
          city.located(vehicle, NOON.minusSeconds(60), new Location(6.90, 50.90)));

      city.drain();

      assertThat(
              db.ask(
                  "SELECT concat_ws(' ', longitude, latitude) FROM thing_position"
                      + " WHERE thing_id = '"
                      + vehicle
                      + "'"))
          .isEqualTo("6.95 50.94");
      assertThat(db.ask("SELECT longitude IS NULL FROM thing WHERE thing_id = '" + vehicle + "'"))
          .isEqualTo("t");
      assertThat(
              db.ask(
                  "SELECT count(*) FROM observation JOIN datastream USING (datastream_id)"
                      + " WHERE thing_id = '"
                      + vehicle
                      + "'"))
          .isEqualTo("0");
      assertThat(db.ask("SELECT sum(stored) FROM receipt WHERE device_id = '" + city.device + "'"))
          .isEqualTo("2");
    }
  }

  @Test
  void aTextForANumberIsSetAsideAndStopsNothing() throws Exception {
    try (City city = new City(db)) {
      city.send(
          city.at(NOON, "no2", 1),
          city.at(NOON.plusSeconds(1), "no2", new Result.State("kaputt \"\u0001")),
          city.at(NOON, "state", 5),
          city.at(NOON.plusSeconds(2), "no2", 2));

      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=1 12:00:02.000000=2");
      assertThat(city.deadLetters())
          .isEqualTo("result_type_mismatch /values/no2, result_type_mismatch /values/state");
      assertThat(
              db.ask(
                  "SELECT convert_from(payload, 'UTF8')::json->'values'->>'no2' FROM dead_letter"
                      + " WHERE device_id = '"
                      + city.device
                      + "' ORDER BY dead_letter_id LIMIT 1"))
          .isEqualTo("kaputt \"\u0001");
      assertThat(city.receipt()).isEqualTo("4 2 0 0 2 0 0");
    }
  }

  @Test
  void rowsTheDatabaseRefusesAreFoundAndSetAside() throws Exception {
    db.execute("ALTER TABLE observation ADD CONSTRAINT not_cursed CHECK (result <> 666)");
    try (City city = new City(db)) {
      for (int i = 0; i < 300; i++) {
        city.send(city.at(NOON.plusSeconds(i), "no2", i % 100 == 7 ? 666 : i));
      }
      city.send(city.at(NOON.plusSeconds(1), "no2", 666));

      city.drain();

      assertThat(
              db.ask(
                  "SELECT count(*) FROM observation WHERE datastream_id = "
                      + city.datastream("no2")))
          .isEqualTo("297");
      assertThat(city.deadLetters()).contains("store_refused /values/no2");
      assertThat(city.receipt()).isEqualTo("301 297 0 0 4 0 0");
      assertThat(city.loop.status().batches()).isEqualTo(1);
    } finally {
      db.execute("ALTER TABLE observation DROP CONSTRAINT not_cursed");
    }
  }

  @Test
  void absurdTimesAreSetAside() throws Exception {
    try (City city = new City(db)) {
      city.send(
          city.at(Instant.parse("1066-10-14T09:00:00Z"), "no2", 1),
          city.at(Instant.MAX, "no2", 1),
          city.at(Instant.parse("9999-01-01T00:00:00Z"), "no2", 1),
          city.at(NOON, "no2", 2));

      city.drain();

      assertThat(city.stored("no2")).isEqualTo("12:00:00.000000=2");
      assertThat(city.receipt()).isEqualTo("4 1 0 0 3 0 0");
    }
  }

  @Test
  void everyMonthFromNineteenEightyOnIsWritable() throws Exception {
    try (City city = new City(db, IngestConfig.DEFAULTS, "replay")) {
      OffsetDateTime month = OffsetDateTime.of(1980, 1, 15, 0, 0, 0, 0, ZoneOffset.UTC);
      int months = 0;
      while (month.toInstant().isBefore(NOON)) {
        city.send(city.at(month.toInstant(), "no2", months++));
        month = month.plusMonths(1);
      }
      city.send(
          city.received(Instant.parse("2029-12-01T00:00:00Z")),
          city.at(NOON.plus(Duration.ofDays(300)), "no2", 1));

      city.drain();

      assertThat(
              db.ask(
                  "SELECT count(*) FROM observation WHERE datastream_id = "
                      + city.datastream("no2")))
          .isEqualTo(String.valueOf(months + 1));
    }
  }

  @Test
  void deadLettersAreKeptOnceAndTheirDevicesToldApart() throws Exception {
    try (City city = new City(db)) {
      city.setAside(true, 3, "line 1: \0 is not allowed");
      city.setAside(false, 2, "line 1: { is not closed");

      city.drain();

      assertThat(city.deadLetters()).isEqualTo("payload_malformed , payload_malformed ");
      assertThat(city.receipt()).isEqualTo("3 0 0 0 3 0 2");
    }
  }

  @Test
  void aJournalReadAgainFromItsStartChangesNoRow() throws Exception {
    try (City city = new City(db)) {
      city.send(city.at(NOON, "no2", 1));
      city.send(city.at(NOON, "no2", 2));
      city.send(city.numbered(4, NOON.plusSeconds(9), TimeOrigin.RECEIPT, 9));
      city.send(city.numbered(-1, NOON.plusSeconds(10), TimeOrigin.RECEIPT, 10));
      city.setAside(true, 1, "broken");
      List<Entry> entries =
          city.journal.reader(Position.BEGINNING).poll(100, Duration.ZERO).entries();
      city.drain();
      String before = city.stored("no2");

      entries.forEach(city::append);
      city.drain();

      assertThat(city.stored("no2")).isEqualTo(before);
      assertThat(city.revisions("no2")).isEqualTo("1");
      assertThat(city.deadLetters()).isEqualTo("payload_malformed ");
    }
  }

  @Test
  void aCompressedChunkTakesLateDuplicateAndCorrectedValues() throws Exception {
    if (!db.engine().isTimescale()) {
      return;
    }
    try (City city = new City(db)) {
      Instant past = NOON.minus(Duration.ofDays(40));
      for (int i = 0; i < 2_000; i++) {
        city.send(city.at(past.plusSeconds(i), "no2", i));
      }
      city.drain();
      db.execute("SELECT compress_chunk(c, true) FROM show_chunks('observation') c");
      // So low that a whole batch cannot pass; the rows must be let through in smaller parts.
      db.execute(
          "ALTER DATABASE "
              + db.ask("SELECT current_database()")
              + " SET timescaledb.max_tuples_decompressed_per_dml_transaction = 10");
      city.restart();

      city.send(
          city.at(past.plusSeconds(5), "no2", 5),
          city.at(past.plusSeconds(6), "no2", 60),
          city.at(past.plusSeconds(7).plusMillis(500), "no2", 7.5));
      city.drain();

      assertThat(city.receipt()).startsWith("2003 2001 1 1 0");
      assertThat(
              db.ask(
                  "SELECT count(*) || ' ' || max(result) FILTER (WHERE phenomenon_time = '"
                      + past.plusSeconds(6)
                      + "') FROM observation WHERE datastream_id = "
                      + city.datastream("no2")))
          .isEqualTo("2001 60");
      assertThat(city.revisions("no2")).isEqualTo("6");
    } finally {
      db.execute(
          "ALTER DATABASE "
              + db.ask("SELECT current_database()")
              + " RESET timescaledb.max_tuples_decompressed_per_dml_transaction");
    }
  }
}
