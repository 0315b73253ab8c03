package city.veedel.standalone.command;

import city.veedel.gateway.intake.DeviceQuotas;
import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.schema.Database;
import city.veedel.schema.audit.Act;
import city.veedel.schema.receipt.Receipts;
import city.veedel.schema.registry.DeviceSummary;
import city.veedel.schema.registry.NewDevice;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel device …}: the registry from the shell, also while the product runs. */
@Command(
    name = "device",
    mixinStandardHelpOptions = true,
    description = "Registers devices and manages their secrets.")
final class DeviceCommand {
  private final Context context;

  DeviceCommand(Context context) {
    this.context = context;
  }

  @Audited(Act.DEVICE_REGISTERED)
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Registers a device and prints its secret, once.")
  int add(
      @Parameters(paramLabel = "ID", description = "[a-z0-9][a-z0-9-]{0,62}") String id,
      @Option(names = "--type", defaultValue = "json", description = "Device type (default: json)")
          String type,
      @Option(
              names = "--theme",
              required = true,
              description = "traffic, parking, bike-count, sharing, air, noise, weather or water")
          String theme,
      @Option(names = "--location", description = "LON,LAT in WGS 84, such as 6.9583,50.9413")
          @Nullable String location,
      @Option(names = "--title", description = "Name for people (default: the id)")
          @Nullable String title,
      @Option(names = "--public", description = "Show its data without login") boolean isPublic,
      @Option(names = "--owner", defaultValue = "", description = "Whose data these are")
          String owner,
      @Option(names = "--licence", defaultValue = "", description = "Such as dl-de/by-2-0")
          String licence,
      @Option(names = "--json", description = "One line of JSON") boolean json) {
    NewDevice device =
        new NewDevice(
            new DeviceId(id),
            title == null ? id : title,
            type,
            theme(theme),
            location == null ? null : location(location),
            isPublic,
            owner,
            licence,
            List.of());
    tellSecret(id, context.changingRegistry(registry -> registry.addDevice(device)), json);
    return ExitCode.OK;
  }

  @Audited(exempt = "shows no secret and nothing a device sent")
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all devices.")
  int list(@Option(names = "--json") boolean json) {
    List<DeviceSummary> devices = context.withRegistry(registry -> registry.listDevices());
    if (json) {
      context.console().json(Map.of("items", devices.stream().map(DeviceCommand::fields).toList()));
    } else {
      context
          .console()
          .table(
              List.of("ID", "TYPE", "THEME", "THINGS", "PUBLIC", "ENABLED", "QUOTA", "TITLE"),
              devices.stream()
                  .map(device ->
                      List.of(
                          device.id().value(),
                          device.typeId(),
                          device.theme().code(),
                          Integer.toString(device.things()),
                          device.isPublic() ? "yes" : "no",
                          device.enabled() ? "yes" : "no",
                          quota(device),
                          device.title()))
                  .toList());
    }
    return ExitCode.OK;
  }

  @Audited(exempt = "shows no secret and nothing a device sent")
  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one device.")
  int show(@Parameters(paramLabel = "ID") String id, @Option(names = "--json") boolean json) {
    Map<String, Object> shown =
        context.withDatabase(database -> {
          DeviceSummary device =
              context
                  .registry(database)
                  .findDevice(new DeviceId(id))
                  .orElseThrow(() ->
                      new CommandFailure(
                          ExitCode.FAILED,
                          "There is no device \"" + id + "\". ./veedel device list shows all."));
          Map<String, Object> fields = fields(device);
          fields.put("accepted_this_month", acceptedThisMonth(database, device.id()));
          return fields;
        });
    if (json) {
      context.console().json(shown);
    } else {
      shown.forEach((name, value) -> context.console().line(name + ": " + value));
    }
    return ExitCode.OK;
  }

  /** As the database has counted it, which quotas go by. */
  private static long acceptedThisMonth(Database database, DeviceId device) {
    Instant begin =
        YearMonth.now(DeviceQuotas.ZONE).atDay(1).atStartOfDay(DeviceQuotas.ZONE).toInstant();
    return new Receipts(database).acceptedSince(List.of(device), begin).getOrDefault(device, 0L);
  }

  @Audited(Act.QUOTA_SET)
  @Command(
      name = "quota",
      mixinStandardHelpOptions = true,
      description = "Limits how many observations a device may bring in a calendar month.")
  int quota(
      @Parameters(paramLabel = "ID") String id,
      @Parameters(paramLabel = "N|none", description = "Observations a month, or none")
          String quota) {
    OptionalLong allowed =
        quota.equals("none") ? OptionalLong.empty() : OptionalLong.of(count(quota));
    return context.changingRegistry(registry -> {
      registry.setMonthlyQuota(new DeviceId(id), allowed);
      return ExitCode.OK;
    });
  }

  private static long count(String text) {
    try {
      long count = Long.parseLong(text);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "a quota is a whole number of observations a month, at least 1, or none; was \""
            + text
            + "\"");
  }

  private static String quota(DeviceSummary device) {
    return device.monthlyQuota().isPresent()
        ? Long.toString(device.monthlyQuota().getAsLong())
        : "none";
  }

  @Audited(Act.SECRET_ROTATED)
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Gives a new secret; the old one stays valid for a while.")
  int rotate(
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--overlap",
              defaultValue = "PT24H",
              description = "How long the old one stays valid, ISO 8601 (default: PT24H)")
          Duration overlap,
      @Option(names = "--json") boolean json) {
    tellSecret(
        id,
        context.changingRegistry(registry -> registry.rotateSecret(new DeviceId(id), overlap)),
        json);
    return ExitCode.OK;
  }

  @Audited(Act.DEVICE_DISABLED)
  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Locks a device out; its connections are cut within seconds.")
  int disable(@Parameters(paramLabel = "ID") String id) {
    return enabled(id, false);
  }

  @Audited(Act.DEVICE_ENABLED)
  @Command(name = "enable", mixinStandardHelpOptions = true, description = "Lets it in again.")
  int enable(@Parameters(paramLabel = "ID") String id) {
    return enabled(id, true);
  }

  private int enabled(String id, boolean enabled) {
    return context.changingRegistry(registry -> {
      registry.setEnabled(new DeviceId(id), enabled);
      return ExitCode.OK;
    });
  }

  private void tellSecret(String id, String secret, boolean json) {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", id);
      fields.put("secret", secret);
      context.console().json(fields);
    } else {
      context.console().line(secret);
      context
          .console()
          .note(
              "This secret of "
                  + id
                  + " is shown once. Try it:\n  mosquitto_pub -p 1883 -i "
                  + id
                  + " -u "
                  + id
                  + " -P '"
                  + secret
                  + "' -t v1/"
                  + id
                  + "/up -q 1 -m '{\"values\":{\"temperature\":21.5}}'");
    }
  }

  private static Map<String, Object> fields(DeviceSummary device) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", device.id().value());
    fields.put("title", device.title());
    fields.put("type", device.typeId());
    fields.put("theme", device.theme().code());
    fields.put("public", device.isPublic());
    fields.put("enabled", device.enabled());
    Location location = device.location();
    if (location != null) {
      fields.put("location", List.of(location.longitude(), location.latitude()));
    }
    fields.put("things", device.things());
    device.monthlyQuota().ifPresent(quota -> fields.put("monthly_quota", quota));
    fields.put("created_at", device.createdAt().toString());
    return fields;
  }

  static Theme theme(String code) {
    return Theme.findByCode(code)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no theme \""
                    + code
                    + "\"; themes are "
                    + Arrays.stream(Theme.values())
                        .map(Theme::code)
                        .collect(Collectors.joining(", "))));
  }

  static Location location(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 2) {
        return new Location(
            Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip()));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--location must be LON,LAT such as 6.9583,50.9413, was \"" + text + "\"");
  }
}
