package city.veedel.standalone.command;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.select.Decoders;
import city.veedel.model.DeviceType;
import city.veedel.model.Payload;
import city.veedel.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./veedel decode}: what the gateway would make of a payload, with the gateway's own
 * decoder.
 */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Shows what the gateway would make of a payload, with every error pointed at.")
final class DecodeCommand implements java.util.concurrent.Callable<Integer> {
  private final Decoders decoders = Decoders.standard();
  private final Context context;

  @Option(names = "--type", defaultValue = "json", description = "Device type (default: json)")
  private String type = "json";

  @Option(names = "--format", description = "Content format, such as application/senml+json")
  private @Nullable String format;

  @Option(names = "--json", description = "One line of JSON")
  private boolean json;

  @Parameters(paramLabel = "FILE", description = "A file, or - for standard input")
  private String file = "-";

  DecodeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Payload payload =
        Payload.wrap(
            file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file)));
    Decoded decoded = decoder().decode(payload, contentFormat(), Instant.now());
    return switch (decoded) {
      case Decoded.Readings readings -> {
        show(readings.readings());
        yield ExitCode.OK;
      }
      case Decoded.Undecodable undecodable -> {
        showFaults(undecodable.faults());
        yield ExitCode.FAILED;
      }
    };
  }

  /** Built-in decoders need no database; other types are looked up in the registry. */
  private Decoder decoder() {
    return decoders
        .find(type)
        .or(() ->
            context.withRegistry(registry -> registry.listDeviceTypes()).stream()
                .filter(candidate -> candidate.id().equals(type))
                .map(DeviceType::decoder)
                .findFirst()
                .flatMap(decoders::find))
        .orElseThrow(
            () -> new CommandFailure(ExitCode.USAGE, "There is no device type \"" + type + "\"."));
  }

  private ContentFormat contentFormat() {
    return format == null
        ? ContentFormat.UNDECLARED
        : ContentFormat.findByMediaType(format)
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "\"" + format + "\" is no content format; try application/json"));
  }

  private void show(List<Reading> readings) {
    if (json) {
      context
          .console()
          .json(
              Map.of(
                  "readings",
                  readings.stream().map(DecodeCommand::fields).toList(),
                  "faults",
                  List.of()));
      return;
    }
    context
        .console()
        .table(
            List.of("POINTER", "THING", "PROPERTY", "RESULT", "UNIT", "TIME"),
            readings.stream()
                .map(reading ->
                    List.of(
                        reading.pointer(),
                        reading.thing().isEmpty() ? "(own)" : reading.thing(),
                        reading.property().value(),
                        String.valueOf(value(reading.result())),
                        reading.unit(),
                        reading.time() == null ? "(receipt)" : reading.time().toString()))
                .toList());
  }

  private void showFaults(List<Fault> faults) {
    if (json) {
      context
          .console()
          .json(
              Map.of(
                  "readings",
                  List.of(),
                  "faults",
                  faults.stream().map(DecodeCommand::fields).toList()));
      return;
    }
    faults.forEach(fault ->
        context
            .console()
            .line(fault.place() + ": " + fault.detail() + " [" + fault.reason().code() + "]"));
  }

  private static Map<String, @Nullable Object> fields(Reading reading) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("pointer", reading.pointer());
    fields.put("thing", reading.thing());
    fields.put("property", reading.property().value());
    fields.put("result", value(reading.result()));
    fields.put("unit", reading.unit());
    fields.put("time", reading.time() == null ? null : reading.time().toString());
    return fields;
  }

  private static Map<String, Object> fields(Fault fault) {
    return Map.of(
        "code", fault.reason().code(),
        "detail", fault.detail(),
        "pointer", fault.pointer(),
        "line", fault.line(),
        "column", fault.column());
  }

  private static @Nullable Object value(Result result) {
    return switch (result) {
      case Result.Quantity quantity -> quantity.value();
      case Result.Flag flag -> flag.value();
      case Result.State state -> state.value();
      case Result.Missing missing -> null;
    };
  }
}
