package city.veedel.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.TimeMarks;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a change of a type may not do to what is stored, to others, and to the database. */
class DeviceTypeChangesTest {
  private static final OptionalInt CITY = OptionalInt.empty();

  private static TestDatabase db;
  private static Registry registry;

  @BeforeAll
  static void open() {
    db = TestDatabases.embedded();
    registry = new Registry(db.database().dataSource(), new DeviceSecrets(new byte[32]));
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void whatADeviceBroughtAlongKeepsItsUnit() {
    registry.addDeviceType(type("account", property("soil_t", "Cel")));
    registry.addDevice(device("account-1", "account"));
    db.execute(
        """
        INSERT INTO thing (organisation_id, thing_id, brought_by, name, theme)
        VALUES (1, 'account-1-eui-0004a30b001c0530', 'account-1', 'T', 'water')\
        """);
    datastream("account-1-eui-0004a30b001c0530", "soil_t", "Cel", "0", "instant");

    assertRefused(
        type("account", property("soil_t", "K")), "\"soil_t\" is stored in Cel as number");

    registry.saveDeviceType(type("account", titled("soil_t", "Cel", "Boden")));
    assertThat(
            db.ask(
                "SELECT title_de FROM datastream WHERE thing_id = 'account-1-eui-0004a30b001c0530'"))
        .isEqualTo("Boden");
  }

  @Test
  void aDeclarationMayNotBeLeftOutOnceItHasValues() {
    registry.addDeviceType(
        type(
            "kelvin", property("temperature", "K"), property("soil_t", "Cel"), property("x", "m")));
    registry.addDevice(device("kelvin-1", "kelvin"));
    datastream("kelvin-1", "temperature", "K", "0", "instant");

    assertRefused(
        type("kelvin", property("soil_t", "Cel")), "\"temperature\" is stored in K as number");
    datastream("kelvin-1", "soil_t", "Cel", "0", "instant");
    assertRefused(
        type("kelvin", property("temperature", "K")), "\"soil_t\" is stored in Cel as number");

    assertThat(
            registry
                .saveDeviceType(
                    type("kelvin", property("temperature", "K"), property("soil_t", "Cel")))
                .type()
                .version())
        .as("of x there are no values")
        .isEqualTo(2);
  }

  @Test
  void whatTheCatalogueSaysTheSameMayBeLeftOut() {
    registry.addDeviceType(type("catalogued", property("temperature", "Cel")));
    registry.addDevice(device("catalogued-1", "catalogued"));
    datastream("catalogued-1", "temperature", "Cel", "0", "instant");

    assertThat(registry.saveDeviceType(type("catalogued")).type().version()).isEqualTo(2);
  }

  @Test
  void anAverageStaysOneOfItsPeriodAndItsEnd() {
    registry.addDeviceType(type("hourly", averaged(Duration.ofHours(1), TimeMarks.END)));
    registry.addDevice(device("hourly-1", "hourly"));
    datastream("hourly-1", "no2", "ug/m3", "1 hour", "end");

    assertRefused(
        type("hourly", averaged(Duration.ofHours(1), TimeMarks.START)),
        "a period marked by its end");
    assertRefused(
        type("hourly", averaged(Duration.ofMinutes(30), TimeMarks.END)), "averages over PT1H");
  }

  @Test
  void whatDidNotFitBeforeIsNoReasonToRefuseAnotherChange() {
    registry.addDeviceType(type("unfit", property("soil_t", "Cel")));
    registry.addDevice(device("unfit-1", "unfit"));
    datastream("unfit-1", "soil_t", "K", "0", "instant");

    assertThatCode(() -> registry.saveDeviceType(type("unfit", titled("soil_t", "Cel", "Boden"))))
        .doesNotThrowAnyException();
    assertThatCode(() -> registry.saveDeviceType(type("unfit", property("soil_t", "K"))))
        .as("that mends it")
        .doesNotThrowAnyException();
  }

  @Test
  void aVendorsDeviceHasATypeOfItsOwnOrOfTheCity() {
    int north = organisation("north");
    int south = organisation("south");
    registry.addDeviceType(type("north-type"), OptionalInt.of(north));

    assertThatThrownBy(() -> registry.addDevice(device("south-1", "north-type"), south))
        .isInstanceOf(RegistryException.OfSomebodyElse.class)
        .hasMessageContaining("\"north-type\" is another organisation's");
    assertThatCode(() -> registry.addDevice(device("south-2", "json"), south))
        .doesNotThrowAnyException();
    assertThatCode(() -> registry.addDevice(device("north-1", "north-type"), north))
        .doesNotThrowAnyException();
    assertThatCode(() -> registry.addDevice(device("city-1", "north-type")))
        .as("the city knows what it does")
        .doesNotThrowAnyException();
  }

  @Test
  void aVendorDoesNotChangeATypeThatDevicesOfOthersHave() {
    int west = organisation("west");
    registry.addDeviceType(type("west-type"), OptionalInt.of(west));
    registry.addDevice(device("west-1", "west-type"), west);
    DeviceType changed = type("west-type", property("soil_t", "Cel"));
    DeviceType second = registry.changeDeviceType(changed, OptionalInt.of(west));
    registry.addDevice(device("city-2", "west-type"));

    assertThatThrownBy(
            () -> registry.changeDeviceType(type("west-type").withVersion(2), OptionalInt.of(west)))
        .isInstanceOf(RegistryException.UsedByOthers.class);
    assertThatThrownBy(() -> registry.requireChangeable("west-type", 2, OptionalInt.of(west)))
        .isInstanceOf(RegistryException.UsedByOthers.class);
    assertThat(second.version()).isEqualTo(2);
    assertThat(registry.changeDeviceType(type("west-type").withVersion(2), CITY).version())
        .isEqualTo(3);
  }

  @Test
  void anOrganisationHasAThousandTypesAndEachAThousandVersions() {
    int many = organisation("many");
    OptionalInt owner = OptionalInt.of(many);
    registry.addDeviceType(type("many-0"), owner);
    db.execute("UPDATE device_type SET version = 1000 WHERE device_type_id = 'many-0'");
    db.execute(
        """
        INSERT INTO device_type (device_type_id, organisation_id, title, decoder, accepted_past,
          accepted_future)
        SELECT 'many-' || i, %d, '', 'json', '1 day', '0' FROM generate_series(1, 999) i\
        """
            .formatted(many));

    assertThatThrownBy(() -> registry.addDeviceType(type("many-1000"), owner))
        .isInstanceOf(RegistryException.TooMany.class)
        .hasMessageContaining("at most 1000 device types");
    assertThatThrownBy(() -> registry.requireAddable("many-1000", owner))
        .isInstanceOf(RegistryException.TooMany.class);
    assertThatThrownBy(() ->
            registry.changeDeviceType(type("many-0", property("x", "m")).withVersion(1000), owner))
        .isInstanceOf(RegistryException.TooMany.class)
        .hasMessageContaining("at most 1000 versions");
  }

  @Test
  void theSourcesOfAnOrganisationAreBoundedTogether() {
    OptionalInt owner = OptionalInt.of(organisation("wordy"));
    db.execute(
        """
        INSERT INTO device_type (device_type_id, organisation_id, title, decoder, accepted_past,
          accepted_future, source)
        SELECT 'wordy-' || i, %d, '', 'json', '1 day', '0',
          -- With the two characters of each empty mapping, two less than there may be.
          repeat('x', 262142 - CASE i WHEN 64 THEN 2 ELSE 0 END)
        FROM generate_series(1, 64) i\
        """
            .formatted(owner.getAsInt()));
    DeviceType wordy = type("wordy-65");
    Decoding decoding = new Decoding("javascript", Envelope.NONE, "x", List.of());

    assertThatCode(() -> registry.addDeviceType(wordy, owner)).doesNotThrowAnyException();
    assertThatThrownBy(() ->
            registry.addDeviceType(
                new DeviceType(
                    "wordy-66",
                    "W",
                    "",
                    "",
                    1,
                    decoding,
                    AcceptedTime.LIVE,
                    false,
                    false,
                    0,
                    Map.of()),
                owner))
        .isInstanceOf(RegistryException.TooMany.class)
        .hasMessageContaining("16777216 characters together");
  }

  @Test
  void theDatabaseRefusesPeriodsThatWouldStopIngest() {
    assertThatThrownBy(() ->
            db.execute(
                "UPDATE observed_property SET expected_interval = '367 days' WHERE name = 'no2'"))
        .hasMessageContaining("periods_are_bounded");
    assertThatThrownBy(() ->
            db.execute(
                "UPDATE device_type SET accepted_past = '109801 days'"
                    + " WHERE device_type_id = 'json'"))
        .hasMessageContaining("accepted_time_is_bounded");
  }

  /** Definitions are read back as rows; one that lacks a column would give null for it. */
  @Test
  void everyDefinitionHasEveryColumn() {
    registry.addDeviceType(type("complete", property("soil_t", "Cel")));

    assertThat(
            db.ask(
                """
                SELECT count(*) FROM device_type_version v WHERE NOT v.definition ?&
                  (SELECT array_agg(column_name::text) FROM information_schema.columns
                   WHERE table_schema = 'veedel' AND table_name = 'device_type')\
                """))
        .isEqualTo("0");
    assertThat(
            db.ask(
                """
                SELECT count(*) FROM device_type_version v,
                  jsonb_array_elements(v.definition -> 'properties') p WHERE NOT p ?&
                  (SELECT array_agg(column_name::text) FROM information_schema.columns
                   WHERE table_schema = 'veedel' AND table_name = 'device_type_property')\
                """))
        .isEqualTo("0");
  }

  private static void assertRefused(DeviceType type, String why) {
    assertThatThrownBy(() -> registry.saveDeviceType(type))
        .isInstanceOf(RegistryException.Incompatible.class)
        .hasMessageContaining(why);
  }

  private static int organisation(String slug) {
    return Integer.parseInt(
        db.ask(
            "INSERT INTO organisation (slug, name) VALUES ('%s', '') RETURNING organisation_id"
                .formatted(slug)));
  }

  private static void datastream(
      String thing, String property, String unit, String averaging, String marks) {
    db.execute(
        """
        INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
          result_type, expected_interval, averaging_period, time_marks)
        VALUES (1, '%s', '%s', 'alt', 'old', '%s', 'number', '1 hour', '%s', '%s')\
        """
            .formatted(thing, property, unit, averaging, marks));
  }

  private static NewDevice device(String id, String type) {
    return new NewDevice(new DeviceId(id), id, type, Theme.WATER, null, false);
  }

  private static DeviceType type(String id, ObservedProperty... properties) {
    Map<PropertyName, ObservedProperty> declared = new HashMap<>();
    Arrays.stream(properties).forEach(property -> declared.put(property.name(), property));
    return new DeviceType(id, id, "json", AcceptedTime.LIVE, true, false, declared);
  }

  private static ObservedProperty property(String name, String unit) {
    return titled(name, unit, name);
  }

  private static ObservedProperty titled(String name, String unit, String title) {
    return new ObservedProperty(
        new PropertyName(name),
        title,
        title,
        unit,
        ResultType.NUMBER,
        Duration.ofHours(1),
        Duration.ZERO,
        TimeMarks.INSTANT);
  }

  private static ObservedProperty averaged(Duration period, TimeMarks marks) {
    return new ObservedProperty(
        new PropertyName("no2"),
        "NO2",
        "NO2",
        "ug/m3",
        ResultType.NUMBER,
        Duration.ofHours(1),
        period,
        marks);
  }
}
