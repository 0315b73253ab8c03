package city.veedel.simulator.hostile;

import java.util.Locale;

/** Ways to misbehave. */
public enum Attack {
  /** Pings as fast as the line takes them. */
  PING_FLOOD,
  /** Asks for answers and never reads one. */
  NEVER_READING_CLIENT,
  /** Begins QoS 2 messages and completes none. */
  UNACKED_FLOOD,
  /** Declares packets of 256 MB and sends some of it. */
  HUGE_PACKETS,
  /** A byte of CONNECT every half second. */
  SLOW_CONNECT,
  /** Takes its own client id over, again and again. */
  TAKEOVER,
  /** Wrong secrets of devices that are known, over MQTT, HTTP and CoAP. */
  SECRET_GUESSING,
  /** Every packet type with flags and bodies it must not have, before and after CONNECT. */
  MALFORMED_PACKETS,
  /** A byte of an HTTP head every half second. */
  SLOW_HEADERS,
  /** Bodies of a gigabyte, declared or in chunks. */
  OVERSIZED_POST,
  /** Opens the live stream and never reads it. */
  STALLED_VIEWER,
  /** Block-wise bodies that are never completed. */
  BLOCKWISE_BOMB,
  /** CBOR and JSON that promise more than they hold, or nest without end. */
  NESTED_PAYLOAD,
  /** Random bytes to both UDP ports. */
  GARBAGE_DATAGRAMS,
  /** ClientHellos of strangers, whole and damaged, that never go on. */
  HELLO_FLOOD,
  /** Handshakes with a valid cookie that break off. */
  BROKEN_HANDSHAKE;

  Behaviour behaviour() {
    return switch (this) {
      case PING_FLOOD -> new PingFlood();
      case NEVER_READING_CLIENT -> new NeverReadingClient();
      case UNACKED_FLOOD -> new UnackedFlood();
      case HUGE_PACKETS -> new HugePackets();
      case SLOW_CONNECT -> new SlowConnect();
      case TAKEOVER -> new Takeover();
      case SECRET_GUESSING -> new SecretGuessing();
      case MALFORMED_PACKETS -> new MalformedPackets();
      case SLOW_HEADERS -> new SlowHeaders();
      case OVERSIZED_POST -> new OversizedPost();
      case STALLED_VIEWER -> new StalledViewer();
      case BLOCKWISE_BOMB -> new BlockwiseBomb();
      case NESTED_PAYLOAD -> new NestedPayload();
      case GARBAGE_DATAGRAMS -> new GarbageDatagrams();
      case HELLO_FLOOD -> new HelloFlood();
      case BROKEN_HANDSHAKE -> new BrokenHandshake();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
