package city.veedel.schema;

import java.util.Optional;

/**
 * What kind of database this is, for health, {@code doctor} and the about page. Nothing above this
 * module decides by it.
 *
 * @param postgresVersion such as {@code 18.6}
 * @param timescaleVersion of the extension created in this database, or empty
 */
public record EngineInfo(String postgresVersion, Optional<String> timescaleVersion) {

  @Override
  public String toString() {
    return "PostgreSQL "
        + postgresVersion
        + timescaleVersion.map(version -> " with TimescaleDB " + version).orElse("");
  }
}
