package city.veedel.simulator.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a recording once. For one thread. */
public interface ReplayStream extends Closeable {
  /**
   * The next measurement, or null at the end.
   *
   * @throws IOException if the file cannot be read, or holds what its format forbids; the message
   *     says where
   */
  @Nullable Replayed next() throws IOException;

  /** Bytes read so far of {@link Recording#bytes}. */
  long bytesRead();
}
