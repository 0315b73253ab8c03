package city.veedel.standalone.command;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.catalogue.ReadyDeviceTypes;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Conversion;
import city.veedel.decode.unit.Units;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.ObservedProperty;
import city.veedel.model.Payload;
import city.veedel.model.PlausibleRange;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.script.ScriptSandbox;
import city.veedel.script.ScriptSandboxConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every type of the catalogue with the examples its vendor states, as they come through a network
 * server: {@code ../shared/data/payloads-lorawan-devices}, {@code payloads-smart-data-models}.
 */
class ReadyTypeExamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-23T12:00:00Z");
  private static final Path DATA =
      Path.of(Objects.requireNonNullElse(System.getenv("VEEDEL_SHARED_DATA"), "../../shared/data"));

  private static final String SETTINGS = "a message of settings holds no measurement";
  private static final String MADE_UP = "the example is made up of bytes, not measured";

  /** Codecs that no ready type could be made for. */
  private static final Map<String, String> WITHOUT_TYPE =
      Map.of(
          "milesight-iot uc300", "what a Modbus register holds is its owner's to say",
          "tektelic t0006923", "the health of a person is nothing for a city",
          "tektelic t0007405", "the health of a person is nothing for a city");

  /** Values outside the plausible range, and messages without a value that is mapped. */
  private static final Map<String, String> ODD =
      Map.ofEntries(
          entry("dingtek-df701 distance", "9999 mm stands for nothing measured"),
          entry("dingtek-do201 device_temperature", "states -117 °C"),
          entry("dingtek-do202 device_temperature", "states -117 °C"),
          entry("dragino-cpl01 nothing", SETTINGS),
          entry("dragino-lds03a nothing", SETTINGS),
          entry("dragino-lht52 battery_voltage", MADE_UP),
          entry("dragino-lsnpk01 soil_nitrogen", MADE_UP),
          entry("dragino-lsnpk01 soil_phosphorus", MADE_UP),
          entry("dragino-lsnpk01 soil_potassium", MADE_UP),
          entry("dragino-sw3l nothing", SETTINGS),
          entry("elsys-elt-2 pressure", MADE_UP),
          entry("elsys-elt-ultrasonic pressure", MADE_UP),
          entry(
              "milesight-iot-uc50x nothing", "what a Modbus register holds is its owner's to say"),
          entry("nwave-ncc405 nothing", "a message of its start holds no measurement"),
          entry("sensecap-s2101 nothing", "a message of which sensor is connected"),
          entry(
              "sensecap-wireless-air-temperature-and-humidity nothing",
              "a message of which sensor is connected"));

  private static final Units UNITS = new Units();

  private static final ScriptSandbox SANDBOX = open();

  private final TypeDecoders decoders = new TypeDecoders(SANDBOX::codec);
  private final TreeSet<String> odd = new TreeSet<>();
  private int values;

  /** Bounded by work and not by the time of a machine that has other things to do. */
  private static ScriptSandbox open() {
    ScriptSandboxConfig usual = ScriptSandboxConfig.defaults();
    return new ScriptSandbox(
        new ScriptSandboxConfig(
            usual.threads(),
            usual.waiting(),
            usual.patience(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            usual.coldStart(),
            usual.engineBytes(),
            usual.scriptBytes(),
            usual.keptBytes(),
            usual.outputChars(),
            usual.overrunsInARow(),
            usual.overrunWindow(),
            usual.firstPause(),
            usual.longestPause()),
        InstantSource.system(),
        _ -> {});
  }

  @AfterAll
  static void closeSandbox() {
    SANDBOX.close();
  }

  @Test
  void everyReadyTypeIsReadAndItsDecoderMade() {
    for (String id : ReadyDeviceTypes.ids()) {
      DeviceType type = DeviceTypeFile.read(new DeviceTypeSource.Ready(id));
      assertThat(type.id()).isEqualTo(id);
      assertThat(type.vendor()).as(id).isNotEmpty();
      assertThat(type.model()).as(id).isNotEmpty();
      assertThat(decoders.compile(type)).as(id).isInstanceOf(TypeDecoders.Ready.class);
      assertThat(type.properties()).as(id).isNotEmpty();
      type.properties().values().forEach(property -> assertSays(id, property));
    }
  }

  private static void assertSays(String id, ObservedProperty property) {
    String what = id + ' ' + property.name();
    assertThat(property.titleDe()).as(what).isNotEqualTo(property.name().value());
    assertThat(property.titleEn()).as(what).isNotEqualTo(property.name().value());
  }

  @Test
  void everyStatedExampleBecomesPlausibleValues() throws IOException {
    Path folder = folder("payloads-lorawan-devices");
    int examples = 0;
    int settings = 0;
    for (String vendor : vendors(folder)) {
      for (JsonNode example : JSON.readTree(folder.resolve(vendor + ".json").toFile())) {
        String codec = example.required("codec").textValue().replace("-codec", "");
        List<DeviceType> types = types(vendor, codec);
        assertThat(types.isEmpty())
            .as("%s %s has no type only with a reason", vendor, codec)
            .isEqualTo(WITHOUT_TYPE.containsKey(vendor + ' ' + codec));
        if (types.isEmpty()) {
          continue;
        }
        examples++;
        if (isOfSettings(vendor, example)) {
          settings++;
          types.forEach(type -> assertThat(readings(type, example)).isEmpty());
        } else if (!example.required("output").has("data")) {
          types.forEach(type -> assertThat(readings(type, example)).isEmpty());
        } else {
          readOneOf(types, example);
        }
      }
    }

    assertThat(odd).containsExactlyElementsOf(new TreeSet<>(ODD.keySet()));
    System.out.printf(
        "%d ready types: %d stated examples, %d of them settings, %d values%n",
        ReadyDeviceTypes.ids().size(), examples, settings, values);
  }

  /** Where vendors have one codec for many devices, an example is of one of them. */
  private void readOneOf(List<DeviceType> types, JsonNode example) {
    boolean isRead = false;
    for (DeviceType type : types) {
      List<Reading> readings = readings(type, example);
      readings.forEach(reading -> check(type, reading));
      isRead |= !readings.isEmpty();
      values += readings.size();
    }
    if (!isRead) {
      odd.add(types.getFirst().id() + " nothing");
    }
  }

  @Test
  void everySmartDataModelsExampleBecomesPlausibleValues() throws IOException {
    Path folder = folder("payloads-smart-data-models");
    for (String model : list(folder, file -> Files.isDirectory(file))) {
      DeviceType type = read(idOfModel(model));
      for (String name : list(folder.resolve(model), ReadyTypeExamplesTest::isExample)) {
        Payload payload = Payload.wrap(Files.readAllBytes(folder.resolve(model).resolve(name)));
        List<Reading> readings = readings(type, payload);
        assertThat(readings).as("%s %s", model, name).isNotEmpty();
        readings.forEach(reading -> check(type, reading));
      }
    }
    assertThat(odd)
        .as("made up: 500 mg/m³ of carbon monoxide, 1.1 hPa of air pressure")
        .containsExactly(
            "smart-data-models-air-quality-observed co",
            "smart-data-models-air-quality-observed pressure");
  }

  private void check(DeviceType type, Reading reading) {
    String what = type.id() + ' ' + reading.property();
    ObservedProperty declared = type.findProperty(reading.property()).orElse(null);
    assertThat(declared).as("%s is declared", what).isNotNull();
    if (declared == null) {
      return;
    }
    assertThat(declared.resultType()).as(what).isIn(typesOf(reading.result()));
    PlausibleRange plausible = declared.plausible();
    if (reading.result() instanceof Result.Quantity(double sent)) {
      double value = reading.unit().isEmpty() ? sent : converted(what, sent, reading, declared);
      if (plausible != null && !plausible.holds(value)) {
        odd.add(what);
      }
    }
  }

  private static double converted(
      String what, double value, Reading reading, ObservedProperty declared) {
    return switch (UNITS.convert(value, reading.unit(), declared.unit())) {
      case Conversion.Converted(double converted) -> converted;
      case Conversion.Impossible(String detail) -> throw new AssertionError(what + ": " + detail);
    };
  }

  private static List<ResultType> typesOf(Result result) {
    return switch (result) {
      case Result.Quantity _ -> List.of(ResultType.NUMBER);
      case Result.Flag _ -> List.of(ResultType.BOOLEAN);
      case Result.State _ -> List.of(ResultType.TEXT);
      case Result.Missing _ -> List.of(ResultType.values());
    };
  }

  /** Nothing where the message cannot be read. */
  private List<Reading> readings(DeviceType type, JsonNode example) {
    byte[] bytes = HexFormat.of().parseHex(example.required("bytes_hex").textValue());
    String uplink =
        """
        {"deduplicationId":"1","time":"%s","deviceInfo":{"devEui":"0101010101010101"},
         "fPort":%d,"data":"%s"}\
        """
            .formatted(
                RECEIVED_AT,
                example.path("fPort").asInt(1),
                Base64.getEncoder().encodeToString(bytes));
    return readings(type, Payload.wrap(uplink.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Reading> readings(DeviceType type, Payload payload) {
    return switch (decoders.of(type).decoder().decode(payload, ContentFormat.JSON, RECEIVED_AT)) {
      case Decoded.Readings(List<Reading> readings, _) -> readings;
      case Decoded.Undecodable(List<Fault> faults) -> {
        assertThat(faults).isNotEmpty();
        yield List.of();
      }
      case Decoded.Nothing(String what) -> throw new AssertionError(type.id() + ": " + what);
    };
  }

  private static List<DeviceType> types(String vendor, String codec) {
    String id = vendor + '-' + codec;
    List<String> ids =
        switch (id) {
          case "sensecap-sensecap" -> idsThatBeginWith("sensecap-wireless");
          case "keller-keller" -> List.of("keller-adt1-arc1");
          case "sensecap-sensecap210x" -> idsThatBeginWith("sensecap-s2");
          default -> ReadyDeviceTypes.ids().contains(id) ? List.of(id) : List.of();
        };
    return ids.stream()
        .map(ReadyTypeExamplesTest::read)
        .map(new ReadyTypeChoices(Envelope.CHIRPSTACK_V4, false)::applyTo)
        .toList();
  }

  private static List<String> idsThatBeginWith(String prefix) {
    return ReadyDeviceTypes.ids().stream().filter(id -> id.startsWith(prefix)).toList();
  }

  private static DeviceType read(String id) {
    return DeviceTypeFile.read(new DeviceTypeSource.Ready(id));
  }

  /** Dingtek's report data type 3. */
  private static boolean isOfSettings(String vendor, JsonNode example) {
    return vendor.equals("dingtek")
        && example.required("bytes_hex").textValue().startsWith("03", 6);
  }

  private static String idOfModel(String model) {
    return "smart-data-models" + model.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static boolean isExample(Path file) {
    return file.getFileName().toString().startsWith("example");
  }

  private static List<String> vendors(Path folder) throws IOException {
    return list(folder, file -> file.toString().endsWith(".json")).stream()
        .map(name -> name.replace(".json", ""))
        .toList();
  }

  private static List<String> list(Path folder, Predicate<Path> which) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(which).map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path folder(String name) {
    Path folder = DATA.resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "SKIPPED: " + folder.toAbsolutePath().normalize() + " is missing");
    return folder;
  }
}
