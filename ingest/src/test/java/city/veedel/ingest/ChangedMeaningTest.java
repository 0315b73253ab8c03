package city.veedel.ingest;

import static city.veedel.ingest.City.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.model.AcceptedTime;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of one version of a device type that are stored when another one stands. */
@ParameterizedClass
@MethodSource("databases")
class ChangedMeaningTest {
  private final TestDatabase db;

  ChangedMeaningTest(TestDatabase db) {
    this.db = db;
  }

  static List<TestDatabase> databases() {
    return Databases.fresh();
  }

  @Test
  void whatAFormerVersionMeantOtherwiseIsSetAside() throws Exception {
    Registry registry = registry();
    registry.addDeviceType(soil("soil-changed", "K", 1));
    try (City city = new City(db, IngestConfig.DEFAULTS, "soil-changed")) {
      // Still in the journal, and in a gateway's hands, while the unit changes.
      city.send(city.received(1), city.at(NOON, "soil_t", 290));
      registry.saveDeviceType(soil("soil-changed", "Cel", 1));
      city.send(city.received(2), city.at(NOON.plusSeconds(1), "soil_t", 17));
      city.send(city.received(1), city.at(NOON.plusSeconds(2), "soil_t", 291));

      city.drain();

      assertThat(city.stored("soil_t")).isEqualTo("12:00:01.000000=17");
      assertThat(city.deadLetters())
          .isEqualTo("unit_mismatch /values/soil_t, unit_mismatch /values/soil_t");
      assertThat(db.ask("SELECT DISTINCT content_format FROM dead_letter"))
          .as("what is not read by the decoder of the type when it is replayed")
          .isEqualTo(DeadLetter.OBSERVATION_FORMAT);
      assertThat(
              db.ask(
                  "SELECT unit FROM datastream WHERE datastream_id = " + city.datastream("soil_t")))
          .isEqualTo("Cel");
    }
  }

  @Test
  void whatOnlyAFormerVersionReadMakesNoDatastream() throws Exception {
    Registry registry = registry();
    registry.addDeviceType(soil("soil-late", "K", 1));
    try (City city = new City(db, IngestConfig.DEFAULTS, "soil-late")) {
      city.send(city.received(1), city.at(NOON, "soil_t", 290));
      registry.saveDeviceType(soil("soil-late", "Cel", 1));

      city.drain();

      assertThat(city.datastream("soil_t")).isEqualTo("-1");
      assertThat(city.receipt()).isEqualTo("1 0 0 0 1 0 0");
    }
  }

  @Test
  void whatAFormerVersionMeantLikewiseIsStored() throws Exception {
    Registry registry = registry();
    registry.addDeviceType(soil("soil-same", "Cel", 1));
    try (City city = new City(db, IngestConfig.DEFAULTS, "soil-same")) {
      city.send(city.received(1), city.at(NOON, "soil_t", 17));
      registry.saveDeviceType(soil("soil-same", "Cel", 2));
      city.send(city.received(2), city.at(NOON.plusSeconds(1), "soil_t", 18));
      city.send(city.received(), city.at(NOON.plusSeconds(2), "soil_t", 19));

      city.drain();

      assertThat(city.stored("soil_t"))
          .isEqualTo("12:00:00.000000=17 12:00:01.000000=18 12:00:02.000000=19");
    }
  }

  @Test
  void whatIsDeclaredAfterwardsJustAsItCameIsStored() throws Exception {
    Registry registry = registry();
    DeviceType declared = soil("soil-declared", "1", 1);
    registry.addDeviceType(
        new DeviceType(
            declared.id(), declared.title(), "json", AcceptedTime.LIVE, false, false, 1, Map.of()));
    try (City city = new City(db, IngestConfig.DEFAULTS, "soil-declared")) {
      city.send(city.received(1), city.at(NOON, "soil_t", 17));
      city.drain();
      registry.saveDeviceType(declared);
      city.send(city.received(1), city.at(NOON.plusSeconds(1), "soil_t", 18));
      city.send(city.received(1), city.at(NOON.plusSeconds(1), "moisture_of_soil", 1));

      city.drain();

      assertThat(city.stored("soil_t")).isEqualTo("12:00:00.000000=17 12:00:01.000000=18");
      assertThat(city.stored("moisture_of_soil")).isEqualTo("12:00:01.000000=1");
    }
  }

  private Registry registry() {
    return new Registry(db.database().dataSource(), new DeviceSecrets(new byte[32]));
  }

  private static DeviceType soil(String id, String unit, int keepRawDays) {
    PropertyName name = new PropertyName("soil_t");
    return new DeviceType(
        id,
        id,
        "json",
        AcceptedTime.LIVE,
        false,
        false,
        keepRawDays,
        Map.of(
            name,
            new ObservedProperty(
                name,
                "Boden",
                "Soil",
                unit,
                ResultType.NUMBER,
                Duration.ofHours(1),
                Duration.ZERO,
                TimeMarks.INSTANT)));
  }
}
