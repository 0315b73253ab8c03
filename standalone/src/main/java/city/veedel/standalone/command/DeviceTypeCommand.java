package city.veedel.standalone.command;

import city.veedel.model.DeviceType;
import city.veedel.model.ObservedProperty;
import city.veedel.schema.audit.Act;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel device-type …}: how the messages of one kind of device are read. */
@Command(
    name = "device-type",
    mixinStandardHelpOptions = true,
    description = "Adds and shows device types.")
final class DeviceTypeCommand {
  private final Context context;

  DeviceTypeCommand(Context context) {
    this.context = context;
  }

  @Audited(Act.DEVICE_TYPE_ADDED)
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a device type from a YAML file; docs/device-types.md describes it.")
  int add(@Option(names = "--file", required = true, paramLabel = "TYPE.YAML") Path file) {
    DeviceType type = DeviceTypeFile.read(file);
    context.withRegistry(registry -> {
      registry.addDeviceType(type);
      return ExitCode.OK;
    });
    context.console().note("Device type " + type.id() + " added.");
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
              List.of("ID", "DECODER", "PROPERTIES", "CREATES THINGS", "TITLE"),
              types.stream()
                  .map(type ->
                      List.of(
                          type.id(),
                          type.decoder(),
                          Integer.toString(type.properties().size()),
                          type.createsThings() ? "yes" : "no",
                          type.title()))
                  .toList());
    }
    return ExitCode.OK;
  }

  @Audited(exempt = "shows what every login may see")
  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one device type.")
  int show(@Parameters(paramLabel = "ID") String id, @Option(names = "--json") boolean json) {
    DeviceType type =
        context.withRegistry(registry -> registry.listDeviceTypes()).stream()
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new CommandFailure(ExitCode.FAILED, "There is no device type \"" + id + "\"."));
    if (json) {
      context.console().json(fields(type));
    } else {
      fields(type).forEach((name, value) -> context.console().line(name + ": " + value));
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> fields(DeviceType type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", type.id());
    fields.put("title", type.title());
    fields.put("decoder", type.decoder());
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
    return fields;
  }
}
