package city.veedel.standalone.command;

import city.veedel.decode.catalogue.ReadyDeviceTypes;
import city.veedel.model.DeviceType;
import city.veedel.model.PropertyName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./veedel device-type catalogue}: the types that {@code device-type add --ready} adds.
 * Needs no database.
 */
@Audited(exempt = "shows what comes with the program")
@Command(
    name = "catalogue",
    mixinStandardHelpOptions = true,
    description = "Lists the device types that are ready to be added.")
final class ReadyTypesCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--vendor", paramLabel = "V", description = "Only of vendors whose name has this")
  private String vendor = "";

  @Option(names = "--json", description = "One line of JSON")
  private boolean json;

  ReadyTypesCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<DeviceType> types =
        ReadyDeviceTypes.ids().stream()
            .map(id -> DeviceTypeFile.read(new DeviceTypeSource.Ready(id)))
            .filter(type -> lowerCase(type.vendor()).contains(lowerCase(vendor)))
            .toList();
    if (json) {
      context
          .console()
          .json(Map.of("items", types.stream().map(ReadyTypesCommand::fields).toList()));
    } else {
      context
          .console()
          .table(
              List.of("ID", "VENDOR", "MODEL", "DECODER", "TITLE", "PROPERTIES"),
              types.stream()
                  .map(type ->
                      List.of(
                          type.id(),
                          type.vendor(),
                          type.model(),
                          type.decoding().decoder(),
                          type.title(),
                          String.join(" ", properties(type))))
                  .toList());
      context.console().note("Add one with ./veedel device-type add --ready ID.");
    }
    return ExitCode.OK;
  }

  @Audited(exempt = "shows what comes with the program")
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a ready type, as YAML that add --file reads.")
  int show(@Parameters(paramLabel = "ID") String id) {
    DeviceType type = DeviceTypeFile.read(new DeviceTypeSource.Ready(id));
    context.console().line(DeviceTypeYaml.of(type).stripTrailing());
    return ExitCode.OK;
  }

  private static Map<String, Object> fields(DeviceType type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", type.id());
    fields.put("vendor", type.vendor());
    fields.put("model", type.model());
    fields.put("title", type.title());
    fields.put("decoder", type.decoding().decoder());
    fields.put("properties", properties(type));
    return fields;
  }

  private static List<String> properties(DeviceType type) {
    return type.properties().keySet().stream().map(PropertyName::value).sorted().toList();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
