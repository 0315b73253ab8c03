package city.veedel.script;

import java.time.Duration;

/**
 * Bounds of the sandbox.
 *
 * @param threads that run scripts; also the number of engines
 * @param queuedUplinks waiting for a thread; beyond it the sandbox is busy
 * @param decodeTime of script for one uplink, measured as processor time of its thread
 * @param compileTime for reading a script and running its top level once
 * @param coldDecodes that may take as long as compiling: while the JVM still interprets QuickJS, a
 *     script is fifty times as slow as later
 * @param engineBytes linear memory of one engine, which begins with 1.5 MiB
 * @param scriptBytes that a script may hold before the first message; kept for every type in use
 * @param outputChars of a decoded document as JSON text
 * @param overrunsInARow of time or memory, none further from the one before than {@code
 *     overrunWindow}, after which a type is switched off
 * @param firstPause for which a type is switched off the first time; doubles each time
 * @param longestPause at which doubling ends
 */
public record ScriptSandboxConfig(
    int threads,
    int queuedUplinks,
    Duration decodeTime,
    Duration compileTime,
    int coldDecodes,
    int engineBytes,
    int scriptBytes,
    int outputChars,
    int overrunsInARow,
    Duration overrunWindow,
    Duration firstPause,
    Duration longestPause) {
  public ScriptSandboxConfig {
    atLeastOne("threads", threads);
    atLeastOne("queued uplinks", queuedUplinks);
    atLeastOne("bytes of a script", scriptBytes);
    atLeastOne("output characters", outputChars);
    atLeastOne("overruns in a row", overrunsInARow);
    positive("time for decoding", decodeTime);
    positive("time for compiling", compileTime);
    positive("window of overruns", overrunWindow);
    positive("first pause", firstPause);
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("the longest pause is shorter than the first");
    }
  }

  public static ScriptSandboxConfig defaults() {
    return new ScriptSandboxConfig(
        2,
        1_000,
        Duration.ofMillis(50),
        Duration.ofSeconds(1),
        500,
        16 << 20,
        4 << 20,
        65_536,
        5,
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofHours(6));
  }

  private static void atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": at least 1, was " + value);
    }
  }

  private static void positive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive, was " + value);
    }
  }
}
