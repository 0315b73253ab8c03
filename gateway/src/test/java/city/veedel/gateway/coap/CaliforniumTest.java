package city.veedel.gateway.coap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.gateway.conformance.Clause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.californium.core.config.CoapConfig.MatcherMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.junit.jupiter.api.Test;

/** The settings that protect the server; a new default of the library must not change them. */
class CaliforniumTest {
  private final Configuration settings = Californium.configuration(CoapConfig.DEFAULT);

  @Test
  void verifiesEveryPeersAddressBeforeItKeepsState() {
    assertThat(settings.get(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST)).isTrue();
    assertThat(settings.getAsText(resumptionThreshold())).isEqualTo("0");
    assertThat(settings.get(DtlsConfig.DTLS_USE_ANTI_REPLAY_FILTER)).isTrue();
    assertThat(settings.get(DtlsConfig.DTLS_UPDATE_ADDRESS_USING_CID_ON_NEWER_RECORDS)).isTrue();
  }

  @SuppressWarnings("deprecation") // Gone in 4.0, where 0 is the only value.
  private static org.eclipse.californium.elements.config.IntegerDefinition resumptionThreshold() {
    return DtlsConfig.DTLS_VERIFY_PEERS_ON_RESUMPTION_THRESHOLD;
  }

  @Test
  void boundsWhatPeersCanMakeItKeep() {
    assertThat(settings.get(DtlsConfig.DTLS_CONNECTION_ID_LENGTH)).isEqualTo(6);
    assertThat(settings.get(DtlsConfig.DTLS_MAX_CONNECTIONS)).isEqualTo(20_000);
    assertThat(settings.get(DtlsConfig.DTLS_MAX_PENDING_INBOUND_JOBS)).isEqualTo(5_000);
    assertThat(settings.get(DtlsConfig.DTLS_MAX_PENDING_OUTBOUND_JOBS)).isEqualTo(5_000);
    assertThat(settings.get(DtlsConfig.DTLS_MAX_PENDING_HANDSHAKE_RESULT_JOBS)).isEqualTo(1_000);
    assertThat(settings.get(DtlsConfig.DTLS_MAC_ERROR_FILTER_THRESHOLD)).isEqualTo(8);
    assertThat(settings.get(DtlsConfig.DTLS_MAC_ERROR_FILTER_QUIET_TIME, SECONDS)).isEqualTo(4);
    assertThat(settings.get(DtlsConfig.DTLS_REMOVE_STALE_DOUBLE_PRINCIPALS)).isTrue();
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.DEDUPLICATOR))
        .isEqualTo("PEERS_MARK_AND_SWEEP");
    assertThat(
            settings.get(
                org.eclipse.californium.core.config.CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES))
        .isEqualTo(64);
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.MAX_ACTIVE_PEERS))
        .isEqualTo(20_000);
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE))
        .isEqualTo(8_192);
    assertThat(
            settings.get(
                org.eclipse.californium.core.config.CoapConfig.BLOCKWISE_STATUS_LIFETIME, SECONDS))
        .isEqualTo(60);
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.MAX_SERVER_OBSERVES))
        .isEqualTo(1);
  }

  /** Of a burst, a socket of the usual 208 KiB loses what comes after 277 datagrams. */
  @Test
  void asksTheKernelToKeepABurst() {
    assertThat(settings.get(UdpConfig.UDP_RECEIVE_BUFFER_SIZE)).isEqualTo(4 << 20);
    assertThat(settings.get(DtlsConfig.DTLS_RECEIVE_BUFFER_SIZE)).isEqualTo(4 << 20);
  }

  @Clause({"RFC7252-4.2-4", "RFC7252-4.7-1", "RFC7252-4.8-1"})
  @Test
  void keepsTheTimesOfTheStandard() {
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.NSTART)).isEqualTo(1);
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.ACK_TIMEOUT, SECONDS))
        .isEqualTo(2);
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.MAX_RETRANSMIT))
        .isEqualTo(4);
    assertThat(
            settings.get(org.eclipse.californium.core.config.CoapConfig.EXCHANGE_LIFETIME, SECONDS))
        .isEqualTo(247);
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.USE_RANDOM_MID_START))
        .isTrue();
    assertThat(settings.get(org.eclipse.californium.core.config.CoapConfig.RESPONSE_MATCHING))
        .isEqualTo(MatcherMode.STRICT);
  }

  @Test
  void offersRecommendedCipherSuitesOnly() {
    assertThat(settings.get(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY)).isTrue();
    assertThat(settings.get(DtlsConfig.DTLS_CIPHER_SUITES))
        .isEqualTo(Californium.CIPHER_SUITES)
        .allMatch(suite -> suite.isRecommended() && suite.isPskBased());
  }

  @Test
  void neverWritesAPropertiesFile() {
    assertThat(Files.exists(Path.of("Californium3.properties"))).isFalse();
  }

  @Clause("RFC7252-9-1")
  @Test
  void listensToDtlsOnlyUnlessToldOtherwise() {
    assertThat(CoapConfig.DEFAULT.plainPort()).isEqualTo(CoapConfig.OFF);
    assertThat(CoapConfig.DEFAULT.securePort()).isEqualTo(5_684);
    assertThat(CoapConfig.DEFAULT.bind()).isEqualTo("127.0.0.1");
    assertThat(CoapConfig.DEFAULT.separateResponseAfter()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void refusesAPortThatDoesNotExist() {
    assertThatThrownBy(() -> CoapConfig.DEFAULT.withPorts("127.0.0.1", 65_536, 0))
        .hasMessage("the CoAP plain port must be 0 to 65535, or -1 for none, was 65536");
  }
}
