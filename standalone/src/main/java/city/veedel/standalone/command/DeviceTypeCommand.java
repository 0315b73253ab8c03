package city.veedel.standalone.command;

import city.veedel.model.DeviceType;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.schema.audit.Act;
import city.veedel.schema.registry.DeviceTypeHistory;
import city.veedel.schema.registry.SavedDeviceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel device-type …}: how the messages of one kind of device are read. */
@Command(
    name = "device-type",
    mixinStandardHelpOptions = true,
    description = "Adds, changes and shows device types.")
final class DeviceTypeCommand {
  private final Context context;

  DeviceTypeCommand(Context context) {
    this.context = context;
  }

  static CommandLine in(Context context) {
    return new CommandLine(new DeviceTypeCommand(context))
        .addSubcommand(new ReadyTypesCommand(context));
  }

  @Audited({Act.DEVICE_TYPE_ADDED, Act.DEVICE_TYPE_CHANGED})
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description =
          "Adds device types from YAML files or ready ones, or their next version;"
              + " docs/device-types.md describes them.")
  int add(
      @Option(names = "--file", paramLabel = "TYPE.YAML", description = "May be given again")
          @Nullable List<Path> files,
      @Option(
              names = "--ready",
              arity = "1..*",
              paramLabel = "ID",
              description = "Of ./veedel device-type catalogue")
          @Nullable List<String> ready,
      @Option(
              names = "--envelope",
              paramLabel = "NAME",
              description =
                  "Of a ready type, the network server's: the-things-stack-v3 or chirpstack-v4")
          @Nullable String envelope,
      @Option(
              names = "--creates-things",
              description = "Devices of a ready type may bring new things: <device>-...")
          boolean createsThings) {
    List<DeviceType> types = new ArrayList<>();
    ReadyTypeChoices choices = ReadyTypeChoices.of(envelope, createsThings, ready != null);
    if (files != null) {
      files.forEach(file -> types.add(DeviceTypeFile.readWithDecoder(file)));
    }
    if (ready != null) {
      ready.forEach(id ->
          types.add(
              DeviceTypeFile.readWithDecoder(new DeviceTypeSource.Ready(id), choices::applyTo)));
    }
    if (types.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "Which device type? --file TYPE.YAML, or --ready ID; ./veedel device-type catalogue lists"
              + " the ready ones.");
    }
    List<SavedDeviceType> all =
        context.changingRegistry(registry -> types.stream().map(registry::saveDeviceType).toList());
    for (SavedDeviceType saved : all) {
      int version = saved.type().version();
      context
          .console()
          .note(
              "Device type "
                  + saved.type().id()
                  + switch (saved.change()) {
                    case ADDED -> " added.";
                    case CHANGED -> " changed: it is at version " + version + " now.";
                    case NONE -> " unchanged: it stays at version " + version + ".";
                  });
    }
    if (ready != null) {
      types.stream().map(choices::hint).flatMap(Optional::stream).forEach(context.console()::note);
    }
    return ExitCode.OK;
  }

  @Audited(exempt = "shows what every login may see")
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all device types.")
  int list(@Option(names = "--json") boolean json) {
    List<DeviceType> types = context.withRegistry(registry -> registry.listDeviceTypes());
    if (json) {
      context
          .console()
          .json(Map.of("items", types.stream().map(DeviceTypeCommand::fields).toList()));
    } else {
      context
          .console()
          .table(
              List.of(
                  "ID", "VERSION", "DECODER", "PROPERTIES", "CREATES THINGS", "VENDOR", "TITLE"),
              types.stream()
                  .map(type ->
                      List.of(
                          type.id(),
                          Integer.toString(type.version()),
                          type.decoding().decoder(),
                          Integer.toString(type.properties().size()),
                          type.createsThings() ? "yes" : "no",
                          type.vendor(),
                          type.title()))
                  .toList());
    }
    return ExitCode.OK;
  }

  @Audited(exempt = "shows what every login may see")
  @Command(name = "show", description = "Shows one device type, as YAML that add reads.")
  int show(
      // Not the standard help options: their --version is the program's.
      @Option(
              names = {"-h", "--help"},
              usageHelp = true,
              description = "Show this help message and exit.")
          boolean help,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--version", paramLabel = "N", description = "Not the present one")
          int version,
      @Option(names = "--json") boolean json) {
    DeviceTypeHistory history =
        context
            .withRegistry(registry ->
                registry.findDeviceType(
                    id, version == 0 ? OptionalInt.empty() : OptionalInt.of(version)))
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.FAILED,
                    "There is no "
                        + (version == 0 ? "" : "version " + version + " of a ")
                        + "device type \""
                        + id
                        + "\"."));
    if (json) {
      context.console().json(fields(history));
    } else {
      context.console().line(yaml(history).stripTrailing());
    }
    return ExitCode.OK;
  }

  @Audited(exempt = "writes what every login may see")
  @Command(name = "export", description = "Writes every device type as ID.yaml that add reads.")
  int export(
      @Parameters(paramLabel = "DIRECTORY", description = "Files of these names are overwritten")
          Path directory)
      throws IOException {
    Files.createDirectories(directory);
    List<DeviceType> types = context.withRegistry(registry -> registry.listDeviceTypes());
    for (DeviceType type : types) {
      Files.writeString(directory.resolve(type.id() + ".yaml"), DeviceTypeYaml.of(type));
    }
    context.console().note(types.size() + " device types written to " + directory + ".");
    return ExitCode.OK;
  }

  private static String yaml(DeviceTypeHistory history) {
    StringBuilder text = new StringBuilder();
    int shown = history.type().version();
    for (DeviceTypeHistory.Version version : history.versions()) {
      text.append("# version ")
          .append(version.number())
          .append(version.number() == shown ? ", this one: " : ": ")
          .append(version.createdAt())
          .append(version.createdBy().isEmpty() ? "" : ", " + version.createdBy())
          .append('\n');
    }
    return text.append(DeviceTypeYaml.of(history.type())).toString();
  }

  private static Map<String, Object> fields(DeviceTypeHistory history) {
    Map<String, Object> fields = fields(history.type());
    fields.put(
        "versions",
        history.versions().stream()
            .map(version ->
                Map.of(
                    "version",
                    version.number(),
                    "created_at",
                    version.createdAt().toString(),
                    "created_by",
                    version.createdBy()))
            .toList());
    return fields;
  }

  private static Map<String, Object> fields(DeviceType type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", type.id());
    fields.put("title", type.title());
    fields.put("vendor", type.vendor());
    fields.put("model", type.model());
    fields.put("version", type.version());
    fields.put("decoder", type.decoding().decoder());
    fields.put("envelope", type.decoding().envelope().code());
    fields.put("source", type.decoding().source());
    fields.put(
        "fields", type.decoding().mapping().stream().map(DeviceTypeCommand::fields).toList());
    fields.put("accepted_past", type.acceptedTime().past().toString());
    fields.put("accepted_future", type.acceptedTime().future().toString());
    fields.put("creates_things", type.createsThings());
    fields.put("pseudonymises_things", type.pseudonymisesThings());
    fields.put("keep_raw_days", type.keepRawDays());
    fields.put(
        "properties",
        type.properties().values().stream()
            .sorted(Comparator.comparing(ObservedProperty::name))
            .map(DeviceTypeCommand::fields)
            .toList());
    return fields;
  }

  private static Map<String, Object> fields(FieldMapping field) {
    return Map.of(
        "field", field.field(), "property", field.property().value(), "unit", field.unit());
  }

  private static Map<String, Object> fields(ObservedProperty property) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", property.name().value());
    fields.put("title_de", property.titleDe());
    fields.put("title_en", property.titleEn());
    fields.put("unit", property.unit());
    fields.put("result_type", property.resultType().code());
    fields.put("expected_interval", property.expectedInterval().toString());
    fields.put("averaging_period", property.averagingPeriod().toString());
    fields.put("time_marks", property.timeMarks().code());
    PlausibleRange plausible = property.plausible();
    if (plausible != null) {
      fields.put("plausible", List.of(plausible.min(), plausible.max()));
    }
    return fields;
  }
}
