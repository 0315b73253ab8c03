package city.veedel.schema.testing;

import city.veedel.schema.DatabaseConfig;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** TimescaleDB in a container, where Docker answers. A class of its own: it may fail to link. */
final class TimescaleContainer {
  private static final String IMAGE = "timescale/timescaledb:2.28.3-pg17";

  private TimescaleContainer() {}

  /** Runs until the JVM ends; Testcontainers removes it. */
  static Optional<DatabaseConfig> start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.empty();
    }
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"));
    container.start();
    return Optional.of(
        DatabaseConfig.of(
            container.getJdbcUrl(), container.getUsername(), container.getPassword()));
  }
}
