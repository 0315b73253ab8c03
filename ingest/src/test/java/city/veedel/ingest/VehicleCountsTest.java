package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.ingest.store.JdbcObservationStore;
import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import city.veedel.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("databases")
class VehicleCountsTest {
  private static final Location DOM = new Location(6.9583, 50.9413);
  private static final Location RODENKIRCHEN = new Location(6.9950, 50.8900);

  private final TestDatabase db;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  VehicleCountsTest(TestDatabase db) {
    this.db = db;
  }

  static List<TestDatabase> databases() {
    return Databases.fresh();
  }

  @AfterEach
  void nothingIsLeft() {
    db.execute("TRUNCATE vehicle_count, thing_position");
  }

  @Test
  void vehiclesAreCountedPerCellAndSmallNumbersAreNotHeld() throws Exception {
    try (City city = sharing()) {
      stand(city, DOM, "a", "b", "c", "d", "e");
      stand(city, RODENKIRCHEN, "f", "g");

      tendAt(NOON);

      assertThat(counts()).isEqualTo("sharing-vehicles 5, sharing-vehicles null");
      assertThat(db.ask("SELECT h3_cell FROM vehicle_count_view WHERE vehicles = 5"))
          .isEqualTo("881fa19991fffff");
      assertThat(db.ask("SELECT DISTINCT at FROM vehicle_count"))
          .isEqualTo("2026-11-22 12:00:00+00");
      assertThat(db.ask("SELECT string_agg(vehicle_count::text, ' ') FROM vehicle_count"))
          .doesNotContain(city.device.value());
    }
  }

  @Test
  void theDatabaseItselfRefusesASmallNumber() {
    assertThat(
            db.ask(
                """
                SELECT pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conrelid = 'vehicle_count'::regclass AND contype = 'c'\
                """))
        .contains("vehicles >= 3");
  }

  @Test
  void aQuarterIsCountedOnceAlsoAfterARestart() throws Exception {
    try (City city = sharing()) {
      stand(city, DOM, "a", "b", "c");
      tendAt(NOON.plusSeconds(2));
      stand(city, RODENKIRCHEN, "d", "e", "f");

      tendAt(NOON.plusSeconds(10));

      assertThat(counts()).isEqualTo("sharing-vehicles 3");
    }
  }

  @Test
  void aMissedQuarterIsAGap() throws Exception {
    try (City city = sharing();
        JdbcObservationStore store = store()) {
      stand(city, DOM, "a", "b", "c");
      assertThat(store.open(UUID.randomUUID())).isEmpty();

      now.set(NOON.plus(Duration.ofMinutes(1)));
      store.tend();
      assertThat(counts()).isEqualTo("null");

      stand(city, DOM, NOON.plus(Duration.ofMinutes(14)), "a", "b", "c");
      now.set(NOON.plus(Duration.ofMinutes(15)));
      store.tend();
      assertThat(db.ask("SELECT max(at) FROM vehicle_count")).isEqualTo("2026-11-22 12:15:00+00");
    }
  }

  @Test
  void whatIsSilentUnderWayOrNoSharedVehicleIsNotCounted() throws Exception {
    try (City city = sharing();
        City sensors = new City(db, IngestConfig.DEFAULTS, "json")) {
      stand(city, DOM, "a", "b", "c");
      stand(city, DOM, NOON.minus(Duration.ofMinutes(10)), "silent");
      ThingId rider = new ThingId(city.device + "-rider");
      city.send(
          city.located(rider, NOON, DOM),
          new Observation(
              rider,
              new PropertyName("vehicle_state"),
              NOON,
              TimeOrigin.DEVICE,
              Observation.NO_SEQUENCE,
              new Result.State("in_use"),
              DOM));
      city.drain();
      stand(sensors, DOM, "bus");

      tendAt(NOON);

      assertThat(counts()).isEqualTo("sharing-vehicles 3");
    }
  }

  @Test
  void aVehicleSilentForADayIsForgottenAlsoWhenNothingComes() throws Exception {
    try (City city = sharing()) {
      stand(city, DOM, "a");

      tendAt(Instant.now().plus(Duration.ofHours(23)));
      assertThat(things(city)).isEqualTo("1");

      tendAt(Instant.now().plus(Duration.ofHours(25)));
      assertThat(things(city)).isEqualTo("0");
      assertThat(db.ask("SELECT count(*) FROM thing_position")).isEqualTo("0");
    }
  }

  @Test
  void aCountThatCannotBeMadeIsGivenUpAndStoringGoesOn() throws Exception {
    try (City city = sharing();
        JdbcObservationStore store = store();
        Connection other =
            DriverManager.getConnection(
                db.config().jdbcUrl(), db.config().user(), db.config().password());
        Statement lock = other.createStatement()) {
      stand(city, DOM, "a", "b", "c");
      UUID journal = UUID.randomUUID();
      assertThat(store.open(journal)).isEmpty();
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE veedel.vehicle_count IN ACCESS EXCLUSIVE MODE");

      store.tend();
      Batch batch =
          new Batch(
              journal,
              Position.BEGINNING,
              List.of(
                  new Entry.Accepted(
                      city.received(),
                      List.of(city.located(new ThingId(city.device + "-d"), NOON, DOM)))),
              new Position(1, 0));
      assertThat(store.write(batch).stored()).isEqualTo(1);
      other.rollback();
      store.tend();

      assertThat(counts()).as("no second try within the quarter").isEqualTo("null");
    }
  }

  private String things(City city) {
    return db.ask("SELECT count(*) FROM thing WHERE thing_id = '" + city.device + "-a'");
  }

  private City sharing() {
    return new City(db, IngestConfig.DEFAULTS, "sharing-vehicles");
  }

  private static void stand(City city, Location place, String... vehicles) throws Exception {
    stand(city, place, NOON.minusSeconds(60), vehicles);
  }

  private static void stand(City city, Location place, Instant at, String... vehicles)
      throws Exception {
    for (String vehicle : vehicles) {
      city.send(city.located(new ThingId(city.device + "-" + vehicle), at, place));
    }
    city.drain();
  }

  private void tendAt(Instant time) {
    now.set(time);
    try (JdbcObservationStore store = store()) {
      assertThat(store.open(UUID.randomUUID())).isEmpty();
      store.tend();
    }
  }

  private JdbcObservationStore store() {
    return new JdbcObservationStore(db.config(), IngestConfig.DEFAULTS, now::get);
  }

  private String counts() {
    return db.ask(
        """
        SELECT string_agg(device_type_id || ' ' || coalesce(vehicles::text, 'null'), ', '
          ORDER BY vehicles)
        FROM vehicle_count\
        """);
  }
}
