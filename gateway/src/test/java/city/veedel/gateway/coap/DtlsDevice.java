package city.veedel.gateway.coap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.jspecify.annotations.Nullable;

/** A device on Californium's client that gives up quickly. */
final class DtlsDevice implements AutoCloseable {
  private final String id;
  private final InetSocketAddress server;
  private final DTLSConnector connector;
  private final CoapEndpoint endpoint;

  DtlsDevice(String id, String secret, int port, CipherSuite... suites) throws IOException {
    this.id = id;
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Configuration settings =
        new Configuration(
            SystemConfig.DEFINITIONS,
            UdpConfig.DEFINITIONS,
            org.eclipse.californium.core.config.CoapConfig.DEFINITIONS,
            DtlsConfig.DEFINITIONS);
    settings.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY);
    settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0);
    settings.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 200, TimeUnit.MILLISECONDS);
    settings.set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2);
    settings.set(
        org.eclipse.californium.core.config.CoapConfig.ACK_TIMEOUT, 300, TimeUnit.MILLISECONDS);
    settings.set(org.eclipse.californium.core.config.CoapConfig.MAX_RETRANSMIT, 2);
    if (suites.length > 0) {
      settings.set(DtlsConfig.DTLS_CIPHER_SUITES, List.of(suites));
    }
    connector =
        new DTLSConnector(
            DtlsConnectorConfig.builder(settings)
                .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .setAdvancedPskStore(
                    new AdvancedSinglePskStore(id, secret.getBytes(StandardCharsets.US_ASCII)))
                .build());
    endpoint =
        new CoapEndpoint.Builder().setConfiguration(settings).setConnector(connector).build();
    endpoint.start();
  }

  Request uplink(String payload) {
    return request("/v1/" + id + "/up", payload);
  }

  Request request(String path, String payload) {
    Request request = new Request(CoAP.Code.POST, CoAP.Type.CON);
    request.getOptions().setUriPath(path);
    request.setPayload(payload);
    request.setDestinationContext(new AddressEndpointContext(server));
    return request;
  }

  /** The answer, or null where the server stays silent. */
  @Nullable Response send(Request request) throws InterruptedException {
    endpoint.sendRequest(request);
    return request.waitForResponse(20_000);
  }

  /** The next request begins with a new handshake, one that resumes the session if it may. */
  void forgetConnection() {
    connector.forceResumeSessionFor(server);
  }

  @Override
  public void close() {
    endpoint.destroy();
  }
}
