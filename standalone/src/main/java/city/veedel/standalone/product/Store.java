package city.veedel.standalone.product;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.standalone.settings.Settings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database of a product: somebody else's PostgreSQL or TimescaleDB, the embedded one of a
 * product that runs already, or the embedded one, started here.
 */
public final class Store implements AutoCloseable {
  private final Database database;
  private final @Nullable EmbeddedPostgres embedded;

  private Store(Database database, @Nullable EmbeddedPostgres embedded) {
    this.database = database;
    this.embedded = embedded;
  }

  /**
   * Opens without asking the server anything yet: it may be away.
   *
   * @throws IllegalStateException when a restore into the data directory was interrupted
   */
  public static Store open(Settings settings) {
    return open(settings, Foundations.SOUND);
  }

  static Store open(Settings settings, Foundations foundations) {
    new DataDirectory(settings.dataDir()).refuseUnfinishedRestore();
    return openOn(settings, foundations);
  }

  /** The same for whoever is just restoring. */
  public static Store openForRestore(Settings settings) {
    return openOn(settings, Foundations.SOUND);
  }

  private static Store openOn(Settings settings, Foundations foundations) {
    DataDirectory directory = new DataDirectory(settings.dataDir());
    directory.create();
    if (settings.database().isPresent()) {
      Settings.ExternalDatabase external = settings.database().get();
      return new Store(
          Database.open(DatabaseConfig.of(external.url(), external.user(), external.password())),
          null);
    }
    Optional<DatabaseConfig> running = EmbeddedPostgres.findRunning(directory.postgres());
    if (RunningProduct.find(directory).isPresent() && running.isPresent()) {
      return new Store(Database.open(running.get().withMaxConnections(2)), null);
    }
    EmbeddedPostgres embedded =
        EmbeddedPostgres.start(directory.postgres(), foundations.serverSettings());
    return new Store(Database.open(embedded.config()), embedded);
  }

  public Database database() {
    return database;
  }

  /** Whether the server runs below the data directory and belongs to this process. */
  public boolean isEmbedded() {
    return embedded != null;
  }

  @Override
  public void close() {
    database.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
