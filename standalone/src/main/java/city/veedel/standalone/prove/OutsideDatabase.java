package city.veedel.standalone.prove;

import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.standalone.bench.store.BenchDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database that is not the product's own, behind a proxy that can be cut: one made on somebody's
 * server, or a PostgreSQL of ours that can be killed, paused and stopped as well.
 */
final class OutsideDatabase implements AutoCloseable {
  private final DatabaseConfig config;
  private final CuttableProxy proxy;
  private final @Nullable EmbeddedPostgres ours;
  private final @Nullable DatabaseConfig server;

  private OutsideDatabase(
      DatabaseConfig config, @Nullable EmbeddedPostgres ours, @Nullable DatabaseConfig server)
      throws IOException {
    this.config = config;
    this.proxy = CuttableProxy.to(config.jdbcUrl());
    this.ours = ours;
    this.server = server;
  }

  /** A PostgreSQL of ours. */
  static OutsideDatabase start(Path directory) throws IOException {
    EmbeddedPostgres ours = EmbeddedPostgres.start(directory);
    return new OutsideDatabase(ours.config(), ours, null);
  }

  /** A new database on a server. */
  static OutsideDatabase on(DatabaseConfig server) throws IOException {
    return new OutsideDatabase(BenchDatabase.create(server).config(), null, server);
  }

  /** Past the proxy. */
  DatabaseConfig config() {
    return config;
  }

  Map<String, String> environment() {
    return Map.of(
        "VEEDEL_DATABASE_URL", proxy.jdbcUrl(),
        "VEEDEL_DATABASE_USER", config.user(),
        "VEEDEL_DATABASE_PASSWORD", config.password());
  }

  CuttableProxy proxy() {
    return proxy;
  }

  /** The server, where it is ours to break. */
  Optional<EmbeddedPostgres> ours() {
    return Optional.ofNullable(ours);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    if (ours != null) {
      ours.close();
    }
    if (server != null) {
      new BenchDatabase(config).drop(server);
    }
  }
}
