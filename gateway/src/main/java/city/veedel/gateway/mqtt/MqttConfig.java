package city.veedel.gateway.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the MQTT front end; every bound of it is here. */
public record MqttConfig(
    Listen listen,
    Connections connections,
    Messages messages,
    SessionState sessions,
    Timeouts timeouts) {

  public static MqttConfig defaults() {
    return new MqttConfig(
        Listen.defaults(),
        Connections.defaults(),
        Messages.defaults(),
        SessionState.defaults(),
        Timeouts.defaults());
  }

  public MqttConfig with(Listen other) {
    return new MqttConfig(other, connections, messages, sessions, timeouts);
  }

  public MqttConfig with(Connections other) {
    return new MqttConfig(listen, other, messages, sessions, timeouts);
  }

  public MqttConfig with(Messages other) {
    return new MqttConfig(listen, connections, other, sessions, timeouts);
  }

  public MqttConfig with(SessionState other) {
    return new MqttConfig(listen, connections, messages, other, timeouts);
  }

  public MqttConfig with(Timeouts other) {
    return new MqttConfig(listen, connections, messages, sessions, other);
  }

  /**
   * Where to listen.
   *
   * @param port of plain MQTT; 0 takes any free port
   * @param tls the second, encrypted listener, if any
   * @param eventLoops how many event loops share the ports; 1 to 64
   */
  public record Listen(String host, int port, Optional<Tls> tls, int eventLoops) {
    public Listen {
      requireBetween("mqtt port", port, 0, 65_535);
      requireBetween("mqtt event loops", eventLoops, 1, 64);
    }

    public static Listen defaults() {
      int cores = Runtime.getRuntime().availableProcessors();
      return new Listen("127.0.0.1", 1883, Optional.empty(), Math.clamp(cores, 1, 64));
    }
  }

  /** PEM files of the encrypted listener; read again when they change. */
  public record Tls(int port, Path certificate, Path key) {
    public Tls {
      requireBetween("mqtts port", port, 0, 65_535);
    }
  }

  /**
   * Who may connect.
   *
   * @param maxInAll connections at a time; beyond it CONNACK 0x89 (3.1.1: 3)
   * @param maxPerAddress of one IP address; beyond it the same
   * @param perSecond new connections per second, twice as many in a burst; beyond it CONNACK 0x9F
   *     (3.1.1: 3)
   * @param maxConnectBytes length of a CONNECT; nobody is authenticated while it is read
   * @param controlPacketsPerSecond PINGREQ, SUBSCRIBE and UNSUBSCRIBE of one connection per second,
   *     ten times as many in a burst; beyond it DISCONNECT 0x96
   */
  public record Connections(
      int maxInAll,
      int maxPerAddress,
      int perSecond,
      int maxConnectBytes,
      int controlPacketsPerSecond) {
    public Connections {
      requireBetween("mqtt connections", maxInAll, 1, 1_000_000);
      requireBetween("mqtt connections per address", maxPerAddress, 1, 1_000_000);
      requireBetween("mqtt connects per second", perSecond, 1, 1_000_000);
      requireBetween("mqtt connect bytes", maxConnectBytes, 64, 1 << 20);
      requireBetween("mqtt control packets per second", controlPacketsPerSecond, 1, 1_000);
    }

    public static Connections defaults() {
      return new Connections(20_000, 20_000, 2_000, 8_192, 5);
    }
  }

  /**
   * What one connection may have under way.
   *
   * @param maxPacketBytes length of a packet; beyond it DISCONNECT 0x95. A little more than the
   *     intake's longest payload, so that this one is refused there and counted
   * @param receiveMaximum messages of QoS 1 and 2 not yet acknowledged; beyond it DISCONNECT 0x93,
   *     in 3.1.1 reading stops
   * @param maxUnackedBytes bytes of messages not yet acknowledged; beyond it reading stops
   * @param maxUnackedBytesInAll the same of all connections together
   * @param maxDownlinksInFlight messages to a device that it has not acknowledged
   * @param maxFiltersPerPacket topic filters in a SUBSCRIBE or UNSUBSCRIBE
   * @param writeQueueBytes bytes waiting to be sent before reading stops
   * @param maxDiscardedInARow messages discarded one after the other because the device's quota is
   *     used up; beyond it DISCONNECT 0x97. In 3.1.1 the first one ends the connection
   */
  public record Messages(
      int maxPacketBytes,
      int receiveMaximum,
      int maxUnackedBytes,
      long maxUnackedBytesInAll,
      int maxDownlinksInFlight,
      int maxFiltersPerPacket,
      int writeQueueBytes,
      int maxDiscardedInARow) {
    public Messages {
      requireBetween("mqtt packet bytes", maxPacketBytes, 128, 16 << 20);
      requireBetween("mqtt receive maximum", receiveMaximum, 1, 65_535);
      requireBetween("mqtt unacknowledged bytes", maxUnackedBytes, 1_024, 64 << 20);
      requireBetween("mqtt unacknowledged bytes in all", maxUnackedBytesInAll, 1_024, 1L << 40);
      requireBetween("mqtt downlinks in flight", maxDownlinksInFlight, 1, 1_024);
      requireBetween("mqtt filters per packet", maxFiltersPerPacket, 1, 1_024);
      requireBetween("mqtt write queue bytes", writeQueueBytes, 1_024, 16 << 20);
      requireBetween("mqtt messages discarded in a row", maxDiscardedInARow, 0, 1_000_000);
    }

    public static Messages defaults() {
      return new Messages(66_560, 1_024, 1 << 20, 64L << 20, 16, 8, 65_536, 100);
    }
  }

  /**
   * What outlives a connection, in memory; QoS 2 handshakes are also in the journal.
   *
   * @param maxPerDevice client ids of one device; the longest absent one gives way, else CONNACK
   *     0x97 (3.1.1: 3)
   * @param maxExpiry how long a session is kept without a connection at most
   * @param maxOpenHandshakes QoS 2 messages of a session without PUBREL; beyond it DISCONNECT 0x93
   * @param maxWaitingWills wills that the journal could not take yet; beyond it a will is lost and
   *     counted
   */
  public record SessionState(
      int maxPerDevice, Duration maxExpiry, int maxOpenHandshakes, int maxWaitingWills) {
    public SessionState {
      requireBetween("mqtt sessions per device", maxPerDevice, 1, 1_024);
      requirePositive("mqtt session expiry", maxExpiry);
      requireBetween("mqtt open handshakes", maxOpenHandshakes, 1, 65_535);
      requireBetween("mqtt waiting wills", maxWaitingWills, 1, 1_000_000);
    }

    public static SessionState defaults() {
      return new SessionState(8, Duration.ofHours(24), 2_048, 1_000);
    }
  }

  /**
   * How long things may take.
   *
   * @param connect from the accepted socket to the whole CONNECT
   * @param maxKeepAlive of a client that names none or a longer one; silence of 1.5 times it ends
   *     the connection
   * @param busy how long a message waits for the journal before DISCONNECT 0x89
   * @param rateExcess a device held back nearly all of this time: DISCONNECT 0x96
   * @param write how long a client may not read what is sent to it
   * @param recheck how often the right to be connected is looked at, apart from changes of the
   *     registry
   * @param linger how long the socket stays open after a DISCONNECT, so that it is not lost in a
   *     reset
   * @param shutdown how long open acknowledgements may take when the server closes
   */
  public record Timeouts(
      Duration connect,
      Duration maxKeepAlive,
      Duration busy,
      Duration rateExcess,
      Duration write,
      Duration recheck,
      Duration linger,
      Duration shutdown) {
    public Timeouts {
      requirePositive("mqtt connect timeout", connect);
      requirePositive("mqtt keep alive", maxKeepAlive);
      requireBetween("mqtt keep alive seconds", maxKeepAlive.toSeconds(), 1, 65_535);
      requirePositive("mqtt busy timeout", busy);
      requirePositive("mqtt rate excess timeout", rateExcess);
      requirePositive("mqtt write timeout", write);
      requirePositive("mqtt recheck interval", recheck);
      requirePositive("mqtt linger", linger);
      requirePositive("mqtt shutdown timeout", shutdown);
    }

    public static Timeouts defaults() {
      return new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofMinutes(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(5));
    }
  }

  private static void requireBetween(String what, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(
          what + " is " + value + "; allowed are " + least + " to " + greatest);
    }
  }

  private static void requirePositive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be longer than zero");
    }
  }
}
