package city.veedel.gateway.mqtt;

import java.util.Locale;

/** Why a connection is not read from for now. */
enum Hold {
  /** Another connection of the same client is being ended. */
  TAKEOVER,
  /** The message at the head was not taken: the journal is full, or too much waits for decoding. */
  BUSY,
  /** Too many messages or bytes of this connection are not acknowledged yet. */
  UNACKED,
  /** Too many bytes of all connections are not acknowledged yet. */
  UNACKED_IN_ALL,
  /** The device sends faster than it may. */
  RATE,
  /** The client does not read what we send. */
  WRITE_QUEUE,
  /** It has had its turn; the other connections of the event loop have theirs first. */
  TURN,
  /** The server is closing. */
  SHUTDOWN;

  /** Tag value of metrics. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
