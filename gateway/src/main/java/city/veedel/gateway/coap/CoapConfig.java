package city.veedel.gateway.coap;

import java.time.Duration;

/**
 * How the CoAP front end listens, and where it ends. Every number is a bound; {@code
 * docs/limits.md} says what happens there.
 *
 * @param bind address to listen on
 * @param plainPort UDP port without encryption, 0 for any free one, {@link #OFF} for none. Off by
 *     default: secrets travel in clear, and the sender's address is not proven
 * @param securePort UDP port for DTLS, 0 for any free one, {@link #OFF} for none
 * @param receiveBufferBytes datagrams the kernel keeps per socket until they are read, so that a
 *     burst is not lost; Linux gives no more than {@code net.core.rmem_max}
 * @param protocolThreads threads that parse and decode
 * @param maxQueuedDatagrams datagrams waiting for these threads; more are dropped, as UDP may
 * @param maxPendingRequests requests that wait for the journal; more are answered 5.03
 * @param separateResponseAfter after this the request is acknowledged empty and answered later (RFC
 *     7252, section 5.2.2)
 * @param maxBodyBytes longest body, also block-wise (RFC 7959)
 * @param bodyLifetime how long an incomplete body waits for its next block
 * @param maxPeers peers with incomplete bodies or congestion state; the least recent gives way once
 *     it is older than {@code bodyLifetime}, until then a new one is not kept
 * @param messagesPerPeer message ids kept per peer to recognise duplicates
 * @param busyRetryAfter what a client is told to wait when {@code maxPendingRequests} is reached
 * @param drainTimeout how long {@code close} waits for answers that are due
 */
public record CoapConfig(
    String bind,
    int plainPort,
    int securePort,
    int receiveBufferBytes,
    int protocolThreads,
    int maxQueuedDatagrams,
    int maxPendingRequests,
    Duration separateResponseAfter,
    int maxBodyBytes,
    Duration bodyLifetime,
    int maxPeers,
    int messagesPerPeer,
    Duration busyRetryAfter,
    Duration drainTimeout,
    Dtls dtls) {
  public static final int OFF = -1;
  private static final int MAX_PORT = 65_535;

  /** DTLS on 5684, no plain CoAP, loopback only. */
  public static final CoapConfig DEFAULT =
      new CoapConfig(
          "127.0.0.1",
          OFF,
          5684,
          4 << 20,
          2,
          5_000,
          4_096,
          Duration.ofSeconds(1),
          8_192,
          Duration.ofSeconds(60),
          20_000,
          64,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Dtls.DEFAULT);

  public CoapConfig {
    checkPort("plain port", plainPort);
    checkPort("secure port", securePort);
    atLeast("receive buffer bytes", receiveBufferBytes, 65_536);
    atLeast("protocol threads", protocolThreads, 1);
    atLeast("queued datagrams", maxQueuedDatagrams, 1);
    atLeast("pending requests", maxPendingRequests, 1);
    atLeast("body bytes", maxBodyBytes, 16);
    atLeast("peers", maxPeers, 1);
    atLeast("messages per peer", messagesPerPeer, 4);
    positive("separate response after", separateResponseAfter);
    positive("body lifetime", bodyLifetime);
    positive("busy retry after", busyRetryAfter);
    positive("drain timeout", drainTimeout);
  }

  /** The same with other ports; {@link #OFF} for none. */
  public CoapConfig withPorts(String newBind, int newPlainPort, int newSecurePort) {
    return new CoapConfig(
        newBind,
        newPlainPort,
        newSecurePort,
        receiveBufferBytes,
        protocolThreads,
        maxQueuedDatagrams,
        maxPendingRequests,
        separateResponseAfter,
        maxBodyBytes,
        bodyLifetime,
        maxPeers,
        messagesPerPeer,
        busyRetryAfter,
        drainTimeout,
        dtls);
  }

  private static void checkPort(String name, int port) {
    if (port < OFF || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "the CoAP " + name + " must be 0 to 65535, or -1 for none, was " + port);
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "CoAP " + name + " must be at least " + least + ", was " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("CoAP " + name + " must be positive, was " + value);
    }
  }

  /**
   * The bounds of DTLS.
   *
   * @param connectionIdBytes length of our connection ids (RFC 9146); they carry a sensor behind
   *     NAT over a change of its address without a new handshake
   * @param maxConnections connections kept; when full, one that was silent for {@code staleAfter}
   *     gives way, else the new one is refused
   * @param maxPendingInboundRecords records waiting for decryption; more are dropped
   * @param maxPendingOutboundRecords records waiting for encryption; more are dropped
   * @param maxPendingHandshakes results of key look-ups waiting; more are dropped
   * @param macErrorThreshold records with a wrong MAC after which a peer is not listened to until
   *     it was quiet for {@code macErrorQuietTime}
   * @param connectorThreads threads for cryptography
   */
  public record Dtls(
      int connectionIdBytes,
      int maxConnections,
      Duration staleAfter,
      int maxPendingInboundRecords,
      int maxPendingOutboundRecords,
      int maxPendingHandshakes,
      int macErrorThreshold,
      Duration macErrorQuietTime,
      int connectorThreads) {
    public static final Dtls DEFAULT =
        new Dtls(
            6, 20_000, Duration.ofMinutes(30), 5_000, 5_000, 1_000, 8, Duration.ofSeconds(4), 2);

    public Dtls {
      if (connectionIdBytes < 4 || connectionIdBytes > 16) {
        throw new IllegalArgumentException(
            "a DTLS connection id must have 4 to 16 bytes, was " + connectionIdBytes);
      }
      atLeast("DTLS connections", maxConnections, 1);
      atLeast("pending inbound records", maxPendingInboundRecords, 64);
      atLeast("pending outbound records", maxPendingOutboundRecords, 64);
      atLeast("pending handshakes", maxPendingHandshakes, 64);
      atLeast("MAC errors", macErrorThreshold, 1);
      atLeast("DTLS connector threads", connectorThreads, 1);
      positive("DTLS stale after", staleAfter);
      positive("MAC error quiet time", macErrorQuietTime);
    }
  }
}
