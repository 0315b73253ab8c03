package city.veedel.standalone.product;

import city.veedel.dashboard.http.HealthCheck.State;
import city.veedel.ingest.IngestStatus;
import city.veedel.journal.JournalStatus;
import city.veedel.schema.Database;

/**
 * What each part's state means for readiness. Ready means: devices are served and data is stored.
 */
final class Health {
  private static final int MOSTLY_FULL_PERCENT = 90;

  private Health() {}

  static State of(Database database, Preparation preparation) {
    if (!preparation.isReady()) {
      return State.failing("not prepared yet: the server did not answer");
    }
    try {
      return State.ok(database.engine().toString());
    } catch (RuntimeException e) {
      return State.failing("does not answer; devices are served, storing waits");
    }
  }

  static State of(JournalStatus journal) {
    if (journal.failed()) {
      return State.failing("stopped: " + journal.failure());
    }
    long percent = journal.bytes() * 100 / journal.capacityBytes();
    String detail =
        percent
            + " % full"
            + (journal.damagedBatches() == 0
                ? ""
                : ", " + journal.damagedBatches() + " damaged batches set aside");
    return percent >= MOSTLY_FULL_PERCENT ? State.failing(detail) : State.ok(detail);
  }

  static State of(IngestStatus ingest, Preparation preparation) {
    if (!preparation.isReady()) {
      return State.failing("waits for the database");
    }
    String detail = ingest.lagBatches() + " batches behind";
    return ingest.connected() ? State.ok(detail) : State.failing(detail + ", not connected");
  }
}
