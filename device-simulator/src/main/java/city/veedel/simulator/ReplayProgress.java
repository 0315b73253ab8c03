package city.veedel.simulator;

import java.time.Instant;

/**
 * How far a replay is.
 *
 * @param bytesRead of {@code bytesTotal}, of the files as they lie on disk
 * @param recordedTime the time of the recording that was reached
 */
public record ReplayProgress(
    String recording,
    long observationsSent,
    long observationsAcknowledged,
    long bytesRead,
    long bytesTotal,
    Instant recordedTime) {}
