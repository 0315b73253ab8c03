package city.veedel.standalone.settings;

import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is: its key in {@code veedel.yaml} (kebab case), its environment variable
 * ({@code VEEDEL_…}), default and meaning. The table in {@code docs/settings.md} is made from this.
 */
public enum Setting {
  DATA_DIR("./data", "where journal, embedded database and secrets are kept"),
  DATABASE_URL("", "JDBC URL of a PostgreSQL or TimescaleDB; empty: the embedded PostgreSQL"),
  DATABASE_USER("", "user of the database"),
  DATABASE_PASSWORD("", "password of the database", true),
  HTTP_PORT("8080", "web app, API and device HTTP"),
  MQTT_PORT("1883", "MQTT"),
  MQTTS_PORT("8883", "MQTT over TLS; on when a certificate is configured"),
  COAP_PORT("5683", "plain CoAP"),
  COAP_PLAIN("false", "whether plain CoAP is on; in a demo it is"),
  COAPS_PORT("5684", "CoAP over DTLS with pre-shared keys"),
  BIND("127.0.0.1", "address to listen on"),
  TLS_CERTIFICATE(
      "",
      "PEM file: certificate chain for HTTPS and MQTTS; both take a changed one within seconds"),
  TLS_KEY("", "PEM file: private key of the certificate"),
  KAFKA("", "bootstrap servers; set: the Kafka journal (not part of this version)"),
  ADMIN_PASSWORD("", "password of the first admin; empty: one is made and printed once", true),
  BASEMAP_DIR(
      "",
      "directory of GeoJSON files, a PMTiles file or a style.json for the map: docs/basemap.md"),
  BASEMAP_STYLE_URL(
      "", "http(s) URL of a MapLibre style; browsers of viewers then contact that host"),
  BASEMAP_ORIGINS(
      "", "further origins the style reads from, separated by commas: https://tiles.example.org"),
  JOURNAL_CAPACITY("8 GiB", "bytes the journal may hold before devices are asked to wait"),
  BRIDGES("", "path of a YAML file that names brokers to subscribe to: docs/bridge.md");

  private final String defaultValue;
  private final String meaning;
  private final boolean secret;

  Setting(String defaultValue, String meaning) {
    this(defaultValue, meaning, false);
  }

  Setting(String defaultValue, String meaning, boolean secret) {
    this.defaultValue = defaultValue;
    this.meaning = meaning;
    this.secret = secret;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String variable() {
    return "VEEDEL_" + name();
  }

  public String defaultValue() {
    return defaultValue;
  }

  public String meaning() {
    return meaning;
  }

  /** Whether its value must never be shown. */
  public boolean secret() {
    return secret;
  }

  static Optional<Setting> findByKey(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
