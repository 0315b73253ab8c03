package city.veedel.simulator.replay;

import city.veedel.simulator.device.Measurement;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one file, in the order of time. For one thread. */
interface MeasurementReader extends Closeable {
  /** Null at the end. */
  @Nullable Measurement next() throws IOException;

  /** Of the file as it lies on disk. */
  long bytesRead();
}
