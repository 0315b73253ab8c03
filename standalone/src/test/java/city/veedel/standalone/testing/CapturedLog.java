package city.veedel.standalone.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Everything that is logged in this JVM, at the most talkative level, libraries included. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final StringBuilder text = new StringBuilder();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final List<Runnable> undoing = new ArrayList<>();

  private CapturedLog() {}

  public static CapturedLog begin() {
    CapturedLog log = new CapturedLog();
    log.setContext(log.root.getLoggerContext());
    log.listen();
    return log;
  }

  private void listen() {
    super.start();
    // Only this appender hears all of it: a console would take minutes.
    root.iteratorForAppenders()
        .forEachRemaining(other -> undoing.add(() -> root.addAppender(other)));
    root.detachAndStopAllAppenders();
    for (Logger logger : root.getLoggerContext().getLoggerList()) {
      Level before = logger.getLevel();
      if (before != null) {
        undoing.add(() -> logger.setLevel(before));
        logger.setLevel(logger == root ? Level.TRACE : null);
      }
    }
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    String thrown =
        event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy());
    synchronized (text) {
      text.append(event.getLoggerName())
          .append(' ')
          .append(event.getFormattedMessage())
          .append(' ')
          .append(event.getKeyValuePairs())
          .append(' ')
          .append(thrown)
          .append('\n');
    }
  }

  public String text() {
    synchronized (text) {
      return text.toString();
    }
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
    undoing.forEach(Runnable::run);
    root.iteratorForAppenders().forEachRemaining(other -> other.start());
  }
}
