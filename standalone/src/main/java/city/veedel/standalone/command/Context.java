package city.veedel.standalone.command;

import city.veedel.gateway.registry.RegistryConfig;
import city.veedel.gateway.registry.RegistryFollower;
import city.veedel.schema.Database;
import city.veedel.schema.Migrations;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.Registry;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.RunningProduct;
import city.veedel.standalone.product.Store;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What every command starts from: where to print, what is set, and which product it talks to. */
record Context(Console console, Map<String, String> environment) {
  /** Where a demo lives unless a directory is set. */
  static final String DEMO = "demo";

  private static final Duration TAKEN_OVER = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);

  Settings settings() {
    return SettingsFile.readAll(environment);
  }

  /** Settings of a demo: its own directory below the default one, plain CoAP on. */
  Settings demoSettings() {
    Settings settings = settings();
    return (hasOwnDataDirectory() ? settings : settings.withDataDir(demoDirectory(settings)))
        .withPlainCoap();
  }

  /**
   * Settings of the product that runs: the configured one, else a demo, else the configured one.
   */
  Settings settingsOfRunning() {
    Settings settings = settings();
    if (!hasOwnDataDirectory()
        && RunningProduct.find(new DataDirectory(settings.dataDir())).isEmpty()
        && RunningProduct.find(new DataDirectory(demoDirectory(settings))).isPresent()) {
      return settings.withDataDir(demoDirectory(settings));
    }
    return settings;
  }

  Optional<RunningProduct> running() {
    return RunningProduct.find(new DataDirectory(settingsOfRunning().dataDir()));
  }

  /** Work on the registry's database, whether the product runs or not. */
  <T> T withDatabase(Function<Database, T> work) {
    try (Store store = Store.open(settingsOfRunning())) {
      if (running().isEmpty()) {
        Migrations.migrate(store.database());
      }
      return work.apply(store.database());
    }
  }

  <T> T withRegistry(Function<Registry, T> work) {
    return withDatabase(database -> work.apply(registry(database)));
  }

  /**
   * A change of the registry; returns when the product that runs has seen it as well, so that a
   * secret works as soon as it is printed. Says so where that takes too long.
   */
  <T> T changingRegistry(Function<Registry, T> change) {
    return withRegistry(registry -> {
      T result = change.apply(registry);
      if (running().isPresent() && !hasSeen(registry.version())) {
        console.note("The product has not taken this over yet; it will as soon as it can.");
      }
      return result;
    });
  }

  private boolean hasSeen(long version) {
    Path cache =
        RegistryConfig.defaults(new DataDirectory(settingsOfRunning().dataDir()).gateway())
            .cacheFile();
    long deadline = System.nanoTime() + TAKEN_OVER.toNanos();
    try {
      while (RegistryFollower.cachedVersion(cache) < version) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        Thread.sleep(LOOK);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Registry registry(Database database) {
    byte[] pepper = new DataDirectory(settingsOfRunning().dataDir()).pepper();
    return new Registry(database.dataSource(), new DeviceSecrets(pepper));
  }

  private boolean hasOwnDataDirectory() {
    return environment.containsKey("VEEDEL_DATA_DIR");
  }

  private static Path demoDirectory(Settings settings) {
    return settings.dataDir().resolve(DEMO);
  }
}
