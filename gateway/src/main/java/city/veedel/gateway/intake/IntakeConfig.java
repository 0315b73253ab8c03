package city.veedel.gateway.intake;

import java.time.Duration;

/**
 * Limits of the intake.
 *
 * @param maxPayloadBytes longer payloads are refused and not kept; 1 to 1,048,576
 * @param rates how fast one device may send
 * @param pseudonyms when a shared vehicle gets another name
 * @param decoding of payloads by what vendors wrote
 */
public record IntakeConfig(
    int maxPayloadBytes, Rates rates, PseudonymRules pseudonyms, Decoding decoding) {
  public static final IntakeConfig DEFAULTS =
      new IntakeConfig(65_536, Rates.DEFAULTS, PseudonymRules.DEFAULTS, Decoding.DEFAULTS);

  private static final int MAX_PAYLOAD_CEILING = 1_048_576;

  public IntakeConfig {
    if (maxPayloadBytes < 1 || maxPayloadBytes > MAX_PAYLOAD_CEILING) {
      throw new IllegalArgumentException(
          "max-payload-bytes must be 1 to " + MAX_PAYLOAD_CEILING + ", was " + maxPayloadBytes);
    }
  }

  /**
   * Threads for scripts and expressions, which protocol threads do not run. Beyond a bound the
   * sender is told to come again.
   *
   * @param threads 1 to 256
   * @param messages at work or waiting, of all devices together; 1 to 1,000,000
   * @param messagesOfDevice of these, of one device; 1 to 1,000,000
   * @param messagesOfType of these, of one device type, so that a slow script leaves places to the
   *     other types; 1 to 1,000,000
   * @param retryAfter when a sender that was told to come again is to come; short, because a place
   *     is free as soon as one message is decoded
   */
  public record Decoding(
      int threads, int messages, int messagesOfDevice, int messagesOfType, Duration retryAfter) {
    public static final Decoding DEFAULTS = new Decoding(4, 1_000, 32, 500, Duration.ofMillis(100));

    private static final int CEILING = 1_000_000;

    public Decoding {
      if (threads < 1 || threads > 256) {
        throw new IllegalArgumentException("decoding threads must be 1 to 256, was " + threads);
      }
      requirePlaces("messages to decode", messages);
      requirePlaces("messages of a device to decode", messagesOfDevice);
      requirePlaces("messages of a device type to decode", messagesOfType);
    }

    private static void requirePlaces(String what, int places) {
      if (places < 1 || places > CEILING) {
        throw new IllegalArgumentException(what + " must be 1 to " + CEILING + ", was " + places);
      }
    }
  }

  /**
   * A token bucket for each device.
   *
   * @param messagesPerSecond what a device may send for ever; 0.001 to 1,000,000
   * @param burstCredit how many messages a device that was silent may send at once: a backlog after
   *     an outage is normal, not abuse; 1 to 10,000,000
   * @param maxDevices how many devices are watched at a time; the longest silent one is forgotten
   *     first and begins with full credit again; 1 to 10,000,000
   */
  public record Rates(double messagesPerSecond, int burstCredit, int maxDevices) {
    /** The credit is 15 minutes of a device that normally sends ten messages a second. */
    public static final Rates DEFAULTS = new Rates(1_000, 15 * 60 * 10, 50_000);

    private static final int CEILING = 10_000_000;

    public Rates {
      // Written so that NaN fails as well.
      if (!(messagesPerSecond >= 0.001 && messagesPerSecond <= 1_000_000)) {
        throw new IllegalArgumentException(
            "messages-per-second must be 0.001 to 1000000, was " + messagesPerSecond);
      }
      if (burstCredit < 1 || burstCredit > CEILING) {
        throw new IllegalArgumentException(
            "burst-credit must be 1 to " + CEILING + " messages, was " + burstCredit);
      }
      if (maxDevices < 1 || maxDevices > CEILING) {
        throw new IllegalArgumentException(
            "max-devices must be 1 to " + CEILING + ", was " + maxDevices);
      }
    }
  }

  /**
   * When a vehicle gets another pseudonym, so that no two trips can be joined.
   *
   * @param metres farther from where it was last seen than this, it has made a trip; at least 1
   * @param gap unseen for longer than this, it may have made one; at least a second
   * @param lifetime no pseudonym lives longer; at least a minute
   * @param maxVehicles how many vehicles are remembered; the longest unseen one is forgotten first
   *     and comes back with a new pseudonym; 1 to 10,000,000
   */
  public record PseudonymRules(double metres, Duration gap, Duration lifetime, int maxVehicles) {
    public static final PseudonymRules DEFAULTS =
        new PseudonymRules(100, Duration.ofMinutes(15), Duration.ofDays(1), 50_000);

    private static final int CEILING = 10_000_000;

    public PseudonymRules {
      // Written so that NaN fails as well.
      if (!(metres >= 1)) {
        throw new IllegalArgumentException("metres must be at least 1, was " + metres);
      }
      if (gap.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("gap must be at least 1 s, was " + gap);
      }
      if (lifetime.compareTo(Duration.ofMinutes(1)) < 0
          || lifetime.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("lifetime must be 1 min to 1 day, was " + lifetime);
      }
      if (maxVehicles < 1 || maxVehicles > CEILING) {
        throw new IllegalArgumentException(
            "max-vehicles must be 1 to " + CEILING + ", was " + maxVehicles);
      }
    }
  }
}
