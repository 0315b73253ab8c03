package city.veedel.script;

import java.time.Duration;

/**
 * Bounds of the sandbox.
 *
 * @param threads that run scripts; also the number of engines
 * @param waiting for a thread; who comes then waits for a place
 * @param patience with which a place is waited for; then the sandbox is busy
 * @param decodeTime of script for one uplink, measured as processor time of its thread
 * @param readTime for reading a script and running its top level once, likewise
 * @param engineBytes linear memory of one engine, which begins with 1.5 MiB
 * @param scriptBytes that a script may hold before the first message
 * @param keptBytes that all scripts which were read may hold together; beyond it the one that was
 *     not used for longest is forgotten, and read again at its next message
 * @param outputChars of a decoded document as JSON text
 * @param overrunsInARow of time or memory, none further from the one before than {@code
 *     overrunWindow}, after which a type is switched off
 * @param firstPause for which a type is switched off the first time; doubles each time
 * @param longestPause at which doubling ends
 */
public record ScriptSandboxConfig(
    int threads,
    int waiting,
    Duration patience,
    Duration decodeTime,
    Duration readTime,
    ColdStart coldStart,
    int engineBytes,
    int scriptBytes,
    long keptBytes,
    int outputChars,
    int overrunsInARow,
    Duration overrunWindow,
    Duration firstPause,
    Duration longestPause) {

  /**
   * What is given more time, because the JVM still interprets QuickJS, or those parts of it that no
   * script has needed before: a script is fifty times as slow then as later.
   *
   * @param runs of the sandbox, of all scripts together, reading and decoding
   * @param firstDecodes of each script
   * @param decodeTime of such a decode
   * @param readTime for reading a script among these runs
   */
  public record ColdStart(int runs, int firstDecodes, Duration decodeTime, Duration readTime) {
    public ColdStart {
      positive("time for decoding", decodeTime);
      positive("time for reading", readTime);
    }
  }

  public ScriptSandboxConfig {
    atLeastOne("threads", threads);
    atLeastOne("places for waiting", waiting);
    atLeastOne("bytes of a script", scriptBytes);
    atLeastOne("output characters", outputChars);
    atLeastOne("overruns in a row", overrunsInARow);
    positive("patience", patience);
    positive("time for decoding", decodeTime);
    positive("time for reading", readTime);
    positive("window of overruns", overrunWindow);
    positive("first pause", firstPause);
    if (keptBytes < scriptBytes) {
      throw new IllegalArgumentException("all scripts together hold less than one may");
    }
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("the longest pause is shorter than the first");
    }
  }

  /** For the messages of devices. */
  public static ScriptSandboxConfig defaults() {
    return sized(2, 1_000, 64L << 20);
  }

  /**
   * For scripts that somebody tries out or is about to save: small, so that however many do so they
   * take nothing from the messages of devices.
   */
  public static ScriptSandboxConfig forPreviews() {
    return sized(1, 4, 8L << 20);
  }

  private static ScriptSandboxConfig sized(int threads, int waiting, long keptBytes) {
    return new ScriptSandboxConfig(
        threads,
        waiting,
        Duration.ofSeconds(5),
        Duration.ofMillis(50),
        Duration.ofSeconds(2),
        new ColdStart(500, 25, Duration.ofSeconds(1), Duration.ofSeconds(5)),
        16 << 20,
        4 << 20,
        keptBytes,
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
