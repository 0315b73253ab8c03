package city.veedel.simulator.ledger;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was sent and what was answered, in a file that is only appended to. Keep it on a disk that
 * nobody breaks. Any thread may write; a record is with the operating system when the call returns,
 * so a reading is in the ledger before it is on the wire.
 *
 * <p>The file begins with a line of text, {@code veedel-ledger 1 seed=… start=… streams=…}; after
 * it every record is 8 bytes, big-endian: 4 bits kind (0 sent, 1 acknowledged, 2 refused), 12 bits
 * device, 48 bits message.
 */
public final class Ledger implements AutoCloseable {
  static final int SENT = 0;
  static final int ACKNOWLEDGED = 1;
  static final int REFUSED = 2;
  static final int POWER_GONE = 3;
  static final int POWER_BACK = 4;
  static final int KIND_SHIFT = 60;
  static final int DEVICE_SHIFT = 48;

  private final Path file;
  private final NumberedReadings readings;

  /** No FileChannel: that one closes when a thread that writes is interrupted. */
  private final OutputStream out;

  private final AtomicLong acknowledgedMessages = new AtomicLong();
  private volatile long lastAcknowledgedNanos = System.nanoTime();

  private Ledger(Path file, NumberedReadings readings, OutputStream out) {
    this.file = file;
    this.readings = readings;
    this.out = out;
  }

  /** A new file. */
  public static Ledger create(Path file, NumberedReadings readings) throws IOException {
    OutputStream out = new FileOutputStream(file.toFile());
    String head =
        "veedel-ledger 1 seed=%d start=%s streams=%d%n"
            .formatted(readings.seed(), readings.start(), readings.streams());
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    return new Ledger(file, readings, out);
  }

  public Path file() {
    return file;
  }

  public NumberedReadings readings() {
    return readings;
  }

  void sent(LedgerDevice device, long message) {
    write(SENT, device, message);
  }

  /** Told that it is stored durably. */
  void acknowledged(LedgerDevice device, long message) {
    write(ACKNOWLEDGED, device, message);
    acknowledgedMessages.incrementAndGet();
    lastAcknowledgedNanos = System.nanoTime();
  }

  /** Told that it will not be stored. */
  void refused(LedgerDevice device, long message) {
    write(REFUSED, device, message);
  }

  /**
   * The power is about to be cut: answers from now on are of a machine that is no longer there. One
   * that goes on without its disk may give them, because ext4, once shut down, lets a sync that is
   * under way end as if it had been done (seen once in sixty cuts by a writer that does nothing
   * else).
   */
  public void powerGone() {
    write(POWER_GONE, 0, 0);
  }

  /** The power is back, and answers count again. */
  public void powerBack() {
    write(POWER_BACK, 0, 0);
  }

  private void write(int kind, LedgerDevice device, long message) {
    write(kind, device.index(), message);
  }

  private void write(int kind, int device, long message) {
    long entry = (long) kind << KIND_SHIFT | (long) device << DEVICE_SHIFT | message;
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(entry).array();
    synchronized (out) {
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("The ledger " + file + " cannot be written", e);
      }
    }
  }

  /** Acknowledgements so far; a message that was sent again on purpose counts again. */
  public long acknowledgedMessages() {
    return acknowledgedMessages.get();
  }

  /** By {@link System#nanoTime}. */
  public long lastAcknowledgedNanos() {
    return lastAcknowledgedNanos;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
