package city.veedel.dashboard;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** Counts the warnings of one logger: what an operator would see. */
final class Complaints extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final AtomicInteger warnings = new AtomicInteger();

  private Complaints(Logger logger) {
    this.logger = logger;
  }

  static Complaints listen(String name) {
    Complaints complaints = new Complaints((Logger) LoggerFactory.getLogger(name));
    complaints.start();
    complaints.logger.addAppender(complaints);
    return complaints;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      warnings.incrementAndGet();
    }
  }

  int count() {
    return warnings.get();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    stop();
  }
}
