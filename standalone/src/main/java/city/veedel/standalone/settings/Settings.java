package city.veedel.standalone.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of one product, checked.
 *
 * @param journalCapacityBytes at least 64 MiB
 */
public record Settings(
    Path dataDir,
    Optional<ExternalDatabase> database,
    String bind,
    Ports ports,
    boolean coapPlain,
    Optional<Certificate> certificate,
    Optional<String> adminPassword,
    BasemapPlace basemap,
    long journalCapacityBytes,
    Optional<Path> bridges) {

  private static final long MIN_JOURNAL_BYTES = 64L << 20;
  private static final int MIN_PASSWORD_LENGTH = 12;
  // Nothing that could end a directive of the pages' content security policy; no login.
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern WEB_ADDRESS =
      Pattern.compile(ORIGIN.pattern() + "([/?][\\x21-\\x7e]*)?");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?(B|KiB|MiB|GiB|TiB)");

  /** A PostgreSQL or TimescaleDB that somebody else runs. */
  public record ExternalDatabase(String url, String user, String password) {
    @Override
    public String toString() {
      return url + " as " + user;
    }
  }

  /** 0 means any free port. */
  public record Ports(int http, int mqtt, int mqtts, int coap, int coaps) {}

  public record Certificate(Path chain, Path key) {}

  /** Where the map under the sensors comes from; nothing set: the sketch in the page. */
  public record BasemapPlace(Optional<Path> dir, Optional<URI> styleUrl, List<String> origins) {
    public BasemapPlace {
      origins = List.copyOf(origins);
    }
  }

  /** Without any secret. */
  @Override
  public String toString() {
    return "Settings[" + dataDir + ", database " + database + ", " + bind + ", " + ports + "]";
  }

  /** The same settings with another data directory, as a demo uses. */
  public Settings withDataDir(Path dir) {
    return new Settings(
        dir,
        database,
        bind,
        ports,
        coapPlain,
        certificate,
        adminPassword,
        basemap,
        journalCapacityBytes,
        bridges);
  }

  /** The same settings with plain CoAP on. */
  public Settings withPlainCoap() {
    return new Settings(
        dataDir,
        database,
        bind,
        ports,
        true,
        certificate,
        adminPassword,
        basemap,
        journalCapacityBytes,
        bridges);
  }

  /** Whether devices and browsers outside this machine can connect. */
  public boolean isOpen() {
    return !bind.equals("127.0.0.1") && !bind.equals("::1") && !bind.equals("localhost");
  }

  /**
   * Reads the raw values, file first, then environment.
   *
   * @throws SettingsException with every problem found
   */
  public static Settings of(Map<String, String> file, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.defaultValue());
    }
    file.forEach((key, value) ->
        Setting.findByKey(key)
            .ifPresentOrElse(
                setting -> values.put(setting, value),
                () -> problems.add("veedel.yaml: unknown key \"" + key + "\"")));
    environment.forEach((variable, value) -> {
      if (variable.startsWith("VEEDEL_") && !isForTests(variable)) {
        Setting.findByKey(keyOf(variable))
            .ifPresentOrElse(
                setting -> values.put(setting, value),
                () -> problems.add("unknown environment variable " + variable));
      }
    });
    Settings settings = new Check(values, problems).settings();
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return settings;
  }

  private static boolean isForTests(String variable) {
    return variable.startsWith("VEEDEL_TEST_")
        || variable.equals("VEEDEL_SHARED_DATA")
        || variable.equals("VEEDEL_CONFIG")
        || variable.equals("VEEDEL_JAVA_OPTIONS");
  }

  private static String keyOf(String variable) {
    return variable.substring("VEEDEL_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Turns texts into values, collecting what is wrong instead of stopping at the first. */
  private record Check(Map<Setting, String> values, List<String> problems) {
    Settings settings() {
      if (!text(Setting.KAFKA).isEmpty()) {
        problem(Setting.KAFKA, "the Kafka journal is not part of this version: leave it empty");
      }
      return new Settings(
          Path.of(text(Setting.DATA_DIR)).toAbsolutePath().normalize(),
          database(),
          text(Setting.BIND),
          new Ports(
              port(Setting.HTTP_PORT),
              port(Setting.MQTT_PORT),
              port(Setting.MQTTS_PORT),
              port(Setting.COAP_PORT),
              port(Setting.COAPS_PORT)),
          bool(Setting.COAP_PLAIN),
          certificate(),
          adminPassword(),
          basemap(),
          size(Setting.JOURNAL_CAPACITY),
          readablePath(Setting.BRIDGES));
    }

    private Optional<ExternalDatabase> database() {
      String url = text(Setting.DATABASE_URL);
      if (url.isEmpty()) {
        return Optional.empty();
      }
      if (!url.startsWith("jdbc:postgresql:")) {
        problem(Setting.DATABASE_URL, "must start with jdbc:postgresql:, was \"" + url + "\"");
      }
      String password = text(Setting.DATABASE_PASSWORD);
      if (Placeholders.contain(password)) {
        problem(Setting.DATABASE_PASSWORD, Placeholders.ADVICE);
      }
      return Optional.of(new ExternalDatabase(url, text(Setting.DATABASE_USER), password));
    }

    private Optional<Certificate> certificate() {
      Optional<Path> chain = readablePath(Setting.TLS_CERTIFICATE);
      Optional<Path> key = readablePath(Setting.TLS_KEY);
      if (text(Setting.TLS_CERTIFICATE).isEmpty() != text(Setting.TLS_KEY).isEmpty()) {
        problem(Setting.TLS_KEY, "certificate and key go together: set both or none");
      }
      return chain.isPresent() && key.isPresent()
          ? Optional.of(new Certificate(chain.get(), key.get()))
          : Optional.empty();
    }

    private BasemapPlace basemap() {
      List<String> origins = new ArrayList<>();
      for (String text : text(Setting.BASEMAP_ORIGINS).split(",", -1)) {
        String origin = text.strip();
        if (!origin.isEmpty()) {
          webAddress(Setting.BASEMAP_ORIGINS, origin, ORIGIN)
              .ifPresent(address -> origins.add(address.toString()));
        }
      }
      Optional<URI> style =
          optional(Setting.BASEMAP_STYLE_URL)
              .flatMap(text -> webAddress(Setting.BASEMAP_STYLE_URL, text, WEB_ADDRESS));
      return new BasemapPlace(readablePath(Setting.BASEMAP_DIR), style, origins);
    }

    private Optional<URI> webAddress(Setting setting, String text, Pattern shape) {
      if (shape.matcher(text).matches()) {
        try {
          return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
          // Said below, with an example.
        }
      }
      String example =
          shape == ORIGIN ? "https://tiles.example.org" : "https://example.org/style.json";
      problem(setting, "must be a web address such as " + example + ", was \"" + text + "\"");
      return Optional.empty();
    }

    private Optional<String> adminPassword() {
      Optional<String> password = optional(Setting.ADMIN_PASSWORD);
      if (password.isPresent() && password.get().length() < MIN_PASSWORD_LENGTH) {
        problem(
            Setting.ADMIN_PASSWORD,
            "must have at least "
                + MIN_PASSWORD_LENGTH
                + " characters; leave it empty to have one made");
      }
      if (password.isPresent() && Placeholders.contain(password.get())) {
        problem(Setting.ADMIN_PASSWORD, Placeholders.ADVICE);
      }
      return password;
    }

    private int port(Setting setting) {
      String text = text(setting);
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // Said below, with the range.
      }
      problem(setting, "must be a port from 0 (any free one) to 65535, was \"" + text + "\"");
      return 0;
    }

    private boolean bool(Setting setting) {
      String text = text(setting);
      if (!text.equals("true") && !text.equals("false")) {
        problem(setting, "must be true or false, was \"" + text + "\"");
      }
      return text.equals("true");
    }

    private long size(Setting setting) {
      Matcher matcher = SIZE.matcher(text(setting));
      if (!matcher.matches()) {
        problem(setting, "must be a size such as 512 MiB or 8 GiB, was \"" + text(setting) + "\"");
        return MIN_JOURNAL_BYTES;
      }
      int shift =
          switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            case "TiB" -> 40;
            default -> 0;
          };
      long bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
      if (bytes < MIN_JOURNAL_BYTES) {
        problem(setting, "must be at least 64 MiB, was " + text(setting));
      }
      return bytes;
    }

    private Optional<Path> readablePath(Setting setting) {
      Optional<Path> path = optional(setting).map(Path::of);
      path.filter(p -> !Files.isReadable(p))
          .ifPresent(p -> problem(setting, "cannot be read: " + p.toAbsolutePath()));
      return path;
    }

    private Optional<String> optional(Setting setting) {
      return Optional.of(text(setting)).filter(text -> !text.isEmpty());
    }

    private String text(Setting setting) {
      return values.getOrDefault(setting, "").strip();
    }

    private void problem(Setting setting, String what) {
      problems.add(setting.variable() + " (" + setting.key() + "): " + what);
    }
  }
}
