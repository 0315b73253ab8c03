package city.veedel.gateway.coap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.eclipse.californium.core.config.CoapConfig.ACK_INIT_RANDOM;
import static org.eclipse.californium.core.config.CoapConfig.ACK_TIMEOUT;
import static org.eclipse.californium.core.config.CoapConfig.BLOCKWISE_STATUS_INTERVAL;
import static org.eclipse.californium.core.config.CoapConfig.BLOCKWISE_STATUS_LIFETIME;
import static org.eclipse.californium.core.config.CoapConfig.CONGESTION_CONTROL_ALGORITHM;
import static org.eclipse.californium.core.config.CoapConfig.DEDUPLICATOR;
import static org.eclipse.californium.core.config.CoapConfig.DEDUPLICATOR_AUTO_REPLACE;
import static org.eclipse.californium.core.config.CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP;
import static org.eclipse.californium.core.config.CoapConfig.EXCHANGE_LIFETIME;
import static org.eclipse.californium.core.config.CoapConfig.MAX_ACTIVE_PEERS;
import static org.eclipse.californium.core.config.CoapConfig.MAX_MESSAGE_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.MAX_PEER_INACTIVITY_PERIOD;
import static org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.MAX_RETRANSMIT;
import static org.eclipse.californium.core.config.CoapConfig.MAX_SERVER_OBSERVES;
import static org.eclipse.californium.core.config.CoapConfig.MID_TRACKER;
import static org.eclipse.californium.core.config.CoapConfig.NSTART;
import static org.eclipse.californium.core.config.CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES;
import static org.eclipse.californium.core.config.CoapConfig.PREFERRED_BLOCK_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.PROTOCOL_STAGE_THREAD_COUNT;
import static org.eclipse.californium.core.config.CoapConfig.RESPONSE_MATCHING;
import static org.eclipse.californium.core.config.CoapConfig.STRICT_EMPTY_MESSAGE_FORMAT;
import static org.eclipse.californium.core.config.CoapConfig.USE_RANDOM_MID_START;

import java.util.List;
import org.eclipse.californium.core.config.CoapConfig.CongestionControlMode;
import org.eclipse.californium.core.config.CoapConfig.MatcherMode;
import org.eclipse.californium.core.config.CoapConfig.TrackerMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.dtls.ExtendedMasterSecretMode;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;

/**
 * Our settings in Californium's words, every one that matters written out, so that no file in the
 * working directory and no new default of the library can change what a device may rely on.
 */
final class Californium {
  /**
   * In order of preference. ECDHE_PSK with GCM or CCM (RFC 8442) first: forward secrecy, as
   * TR-02102-2 asks for. OpenSSL, and so libcoap on it, has ECDHE_PSK only with CBC, which is not
   * recommended; the two meet at PSK with GCM or CCM. TLS_PSK_WITH_AES_128_CCM_8 comes last: RFC
   * 7252, section 9.1.3.1 obliges us to have it, and small devices often have nothing else.
   */
  static final List<CipherSuite> CIPHER_SUITES =
      List.of(
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256,
          CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_PSK_WITH_AES_128_CCM,
          CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);

  private Californium() {}

  /** A configuration from code alone; {@code Californium3.properties} is neither read nor made. */
  static Configuration configuration(CoapConfig config) {
    Configuration settings =
        new Configuration(
            SystemConfig.DEFINITIONS,
            UdpConfig.DEFINITIONS,
            org.eclipse.californium.core.config.CoapConfig.DEFINITIONS,
            DtlsConfig.DEFINITIONS);
    setMessageLayer(settings, config);
    setBlockwise(settings, config);
    setUdp(settings, config);
    setDtlsBounds(settings, config.dtls());
    setDtlsProtection(settings, config.dtls());
    return settings;
  }

  private static void setMessageLayer(Configuration settings, CoapConfig config) {
    settings.set(PROTOCOL_STAGE_THREAD_COUNT, config.protocolThreads());
    settings.set(DEDUPLICATOR, DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
    settings.set(PEERS_MARK_AND_SWEEP_MESSAGES, config.messagesPerPeer());
    settings.set(DEDUPLICATOR_AUTO_REPLACE, true);
    settings.set(MAX_ACTIVE_PEERS, config.maxPeers());
    settings.set(MAX_PEER_INACTIVITY_PERIOD, 10, MINUTES);
    // RFC 7252, section 4.8: the values every client counts on.
    settings.set(ACK_TIMEOUT, 2_000, MILLISECONDS);
    settings.set(ACK_INIT_RANDOM, 1.5f);
    settings.set(MAX_RETRANSMIT, 4);
    settings.set(NSTART, 1);
    settings.set(EXCHANGE_LIFETIME, 247_000, MILLISECONDS);
    settings.set(USE_RANDOM_MID_START, true);
    settings.set(MID_TRACKER, TrackerMode.GROUPED);
    settings.set(RESPONSE_MATCHING, MatcherMode.STRICT);
    settings.set(STRICT_EMPTY_MESSAGE_FORMAT, true);
    settings.set(CONGESTION_CONTROL_ALGORITHM, CongestionControlMode.NULL);
    // Nothing here can be observed; 0 would mean "no limit".
    settings.set(MAX_SERVER_OBSERVES, 1);
  }

  private static void setBlockwise(Configuration settings, CoapConfig config) {
    settings.set(MAX_RESOURCE_BODY_SIZE, config.maxBodyBytes());
    settings.set(BLOCKWISE_STATUS_LIFETIME, config.bodyLifetime().toMillis(), MILLISECONDS);
    settings.set(
        BLOCKWISE_STATUS_INTERVAL, Math.min(5_000, config.bodyLifetime().toMillis()), MILLISECONDS);
    // RFC 7252, section 4.6: 1,024 bytes of payload fit 1,280 bytes of packet.
    settings.set(MAX_MESSAGE_SIZE, 1_024);
    settings.set(PREFERRED_BLOCK_SIZE, 1_024);
  }

  private static void setUdp(Configuration settings, CoapConfig config) {
    settings.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    settings.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    settings.set(UdpConfig.UDP_DATAGRAM_SIZE, 2_048);
    settings.set(UdpConfig.UDP_RECEIVE_BUFFER_SIZE, config.receiveBufferBytes());
    settings.set(DtlsConfig.DTLS_RECEIVE_BUFFER_SIZE, config.receiveBufferBytes());
    settings.set(UdpConfig.UDP_CONNECTOR_OUT_CAPACITY, Math.max(32, config.maxQueuedDatagrams()));
  }

  private static void setDtlsBounds(Configuration settings, CoapConfig.Dtls dtls) {
    settings.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
    settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, dtls.connectionIdBytes());
    settings.set(DtlsConfig.DTLS_MAX_CONNECTIONS, dtls.maxConnections());
    settings.set(
        DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD, dtls.staleAfter().toMillis(), MILLISECONDS);
    settings.set(DtlsConfig.DTLS_MAX_PENDING_INBOUND_JOBS, dtls.maxPendingInboundRecords());
    settings.set(DtlsConfig.DTLS_MAX_PENDING_OUTBOUND_JOBS, dtls.maxPendingOutboundRecords());
    settings.set(DtlsConfig.DTLS_MAX_PENDING_HANDSHAKE_RESULT_JOBS, dtls.maxPendingHandshakes());
    settings.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    settings.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, dtls.connectorThreads());
    // No certificates here: nothing of a pre-shared-key handshake is longer.
    settings.set(DtlsConfig.DTLS_MAX_FRAGMENTED_HANDSHAKE_MESSAGE_LENGTH, 1_024);
  }

  // Deprecated in 3.14 because 4.0 knows no other value; until then each is a switch to be set.
  @SuppressWarnings("deprecation")
  private static void setDtlsProtection(Configuration settings, CoapConfig.Dtls dtls) {
    // Both together: no state and no larger answer before the address is proven (CVE-2022-2576).
    settings.set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST, true);
    settings.set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST_FOR_PSK, true);
    settings.set(DtlsConfig.DTLS_VERIFY_PEERS_ON_RESUMPTION_THRESHOLD, 0);
    settings.set(DtlsConfig.DTLS_USE_ANTI_REPLAY_FILTER, true);
    settings.set(DtlsConfig.DTLS_UPDATE_ADDRESS_USING_CID_ON_NEWER_RECORDS, true);
    settings.set(DtlsConfig.DTLS_SUPPORT_DEPRECATED_CID, false);
    settings.set(DtlsConfig.DTLS_EXTENDED_MASTER_SECRET_MODE, ExtendedMasterSecretMode.ENABLED);
    settings.set(
        DtlsConfig.DTLS_MAC_ERROR_FILTER_QUIET_TIME,
        dtls.macErrorQuietTime().toMillis(),
        MILLISECONDS);
    settings.set(DtlsConfig.DTLS_MAC_ERROR_FILTER_THRESHOLD, dtls.macErrorThreshold());
    settings.set(DtlsConfig.DTLS_READ_WRITE_LOCK_CONNECTION_STORE, true);
    settings.set(DtlsConfig.DTLS_REMOVE_STALE_DOUBLE_PRINCIPALS, true);
    settings.set(DtlsConfig.DTLS_SERVER_USE_SESSION_ID, true);
    settings.set(DtlsConfig.DTLS_USE_SERVER_NAME_INDICATION, false);
    settings.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, true);
    settings.set(DtlsConfig.DTLS_RECOMMENDED_CURVES_ONLY, true);
    settings.set(DtlsConfig.DTLS_RECOMMENDED_SIGNATURE_AND_HASH_ALGORITHMS_ONLY, true);
    settings.set(DtlsConfig.DTLS_CIPHER_SUITES, CIPHER_SUITES);
    settings.set(
        DtlsConfig.DTLS_CURVES, List.of(SupportedGroup.secp256r1, SupportedGroup.secp384r1));
  }
}
