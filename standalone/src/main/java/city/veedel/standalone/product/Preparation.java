package city.veedel.standalone.product;

import city.veedel.schema.DatabaseException;
import city.veedel.schema.Migrations;
import city.veedel.schema.audit.AuditChain;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to this version's schema and makes sure there is an admin. At once where the
 * database answers; else again and again in the background, while devices are served already.
 */
final class Preparation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Store store;
  private final Registry registry;
  private final Accounts accounts;
  private final Optional<String> adminPassword;
  private final List<Runnable> waiting = new ArrayList<>();
  private volatile boolean ready;
  private volatile boolean closed;
  private volatile Optional<String> generatedAdminPassword = Optional.empty();
  private volatile String lastError = "";

  private Preparation(Store store, DataDirectory directory, Optional<String> adminPassword) {
    this.store = store;
    this.registry =
        new Registry(store.database().dataSource(), new DeviceSecrets(directory.pepper()));
    this.accounts = new Accounts(store.database().dataSource());
    this.adminPassword = adminPassword;
  }

  /**
   * @throws DatabaseException when the embedded database cannot be prepared: waiting will not help
   */
  static Preparation begin(Store store, DataDirectory directory, Optional<String> adminPassword) {
    Preparation preparation = new Preparation(store, directory, adminPassword);
    try {
      preparation.prepare();
    } catch (RuntimeException e) {
      if (store.isEmbedded()) {
        throw e;
      }
      preparation.failed(e);
      Thread.ofVirtual().name("prepare-database").start(preparation::retry);
    }
    return preparation;
  }

  Registry registry() {
    return registry;
  }

  Accounts accounts() {
    return accounts;
  }

  boolean isReady() {
    return ready;
  }

  String lastError() {
    return lastError;
  }

  Optional<String> generatedAdminPassword() {
    return generatedAdminPassword;
  }

  /** Runs {@code then} once the database is ready; now, if it is. */
  void whenReady(Runnable then) {
    synchronized (waiting) {
      if (!ready) {
        waiting.add(then);
        return;
      }
    }
    then.run();
  }

  private void prepare() {
    Migrations.migrate(store.database());
    generatedAdminPassword = accounts.ensureAdmin(adminPassword.orElse(null));
    // A log that is kept elsewhere then holds a head of every start.
    LOG.info("The audit trail ends at {}", new AuditChain(store.database().dataSource()).head());
    List<Runnable> now;
    synchronized (waiting) {
      ready = true;
      lastError = "";
      now = List.copyOf(waiting);
      waiting.clear();
    }
    now.forEach(Runnable::run);
  }

  private void retry() {
    while (!ready && !closed) {
      try {
        Thread.sleep(RETRY);
        prepare();
        LOG.info("The database is back and ready");
        generatedAdminPassword.ifPresent(password ->
            LOG.warn("Log in as admin with this password; it is shown once: {}", password));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void failed(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.equals(lastError)) {
      LOG.warn(
          "The database is not ready ({}). Devices are served from the cached registry; what they"
              + " send waits in the journal.",
          message);
    }
    lastError = message;
  }

  @Override
  public void close() {
    closed = true;
  }
}
