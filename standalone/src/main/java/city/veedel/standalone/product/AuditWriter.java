package city.veedel.standalone.product;

import city.veedel.gateway.intake.QuotaAudit;
import city.veedel.gateway.intake.QuotaExcess;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the audit trail what the gateway has seen, on a thread of its own. While the database
 * is away, entries wait here and are tried again; a full queue takes no more, and the gateway tells
 * again. What still waits when the product stops is told again after the next start.
 */
final class AuditWriter implements QuotaAudit, AutoCloseable {
  static final int MAX_WAITING = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final AuditTrail trail;
  private final Duration retry;
  private final BlockingQueue<AuditEntry> waiting;
  private final Thread thread;
  private volatile boolean closing;

  /** Taken from the queue and not written yet; the writer's thread only. */
  private @Nullable AuditEntry inHand;

  private AuditWriter(AuditTrail trail, Duration retry, int maxWaiting) {
    this.trail = trail;
    this.retry = retry;
    this.waiting = new ArrayBlockingQueue<>(maxWaiting);
    this.thread = Thread.ofVirtual().name("audit-writer").unstarted(this::run);
  }

  /**
   * @param retry pause after an attempt that failed
   * @param maxWaiting entries that may wait
   */
  static AuditWriter start(AuditTrail trail, Duration retry, int maxWaiting) {
    AuditWriter writer = new AuditWriter(trail, retry, maxWaiting);
    writer.thread.start();
    return writer;
  }

  @Override
  public boolean take(QuotaExcess excess) {
    return waiting.offer(
        AuditEntry.of(
            excess.at(),
            Actor.part("gateway"),
            Act.QUOTA_EXCEEDED,
            excess.device().value(),
            Map.of(
                "month", excess.month().toString(),
                "allowed", Long.toString(excess.allowed()),
                "used", Long.toString(excess.used()),
                "protocol", excess.protocol().code())));
  }

  private void run() {
    try {
      while (!closing) {
        inHand = waiting.take();
        keep(inHand);
        inHand = null;
      }
    } catch (InterruptedException e) {
      LOG.debug("The audit writer is closing");
    }
    writeTheRest();
  }

  /** Closing: what waits may still be written, if the database answers. */
  private void writeTheRest() {
    // What was interrupted while it was written may be written twice, and is kept once.
    for (AuditEntry entry = inHand == null ? waiting.poll() : inHand;
        entry != null;
        entry = waiting.poll()) {
      boolean kept = tryToKeep(entry, true);
      // The interrupt of close() may come, or stand since before, and break a write.
      if (!kept && !(Thread.interrupted() && tryToKeep(entry, true))) {
        return;
      }
    }
  }

  private void keep(AuditEntry entry) throws InterruptedException {
    for (boolean first = true; !tryToKeep(entry, first); first = false) {
      Thread.sleep(retry);
    }
  }

  private boolean tryToKeep(AuditEntry entry, boolean isFirst) {
    try {
      trail.append(entry);
      return true;
    } catch (RuntimeException e) {
      if (isFirst) {
        LOG.warn(
            "The audit entry {} about {} cannot be written yet ({}); it is kept and tried again.",
            entry.action(),
            entry.subject(),
            e.getMessage());
      }
      return false;
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("The audit writer did not end within {}.", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
