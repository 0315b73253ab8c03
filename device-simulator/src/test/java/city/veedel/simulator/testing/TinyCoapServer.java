package city.veedel.simulator.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedMultiPskStore;

/** A CoAP server, plain and DTLS with one key, that answers as a test wants. */
public final class TinyCoapServer implements AutoCloseable {
  private final CoapServer server;
  private final CoapEndpoint plain;
  private final CoapEndpoint secure;
  private final Function<String, CoAP.ResponseCode> answers;
  private final List<String> received = new CopyOnWriteArrayList<>();

  /**
   * @param answers payload to response code; 5.03 comes with Max-Age 1
   */
  public TinyCoapServer(String identity, String key, Function<String, CoAP.ResponseCode> answers) {
    this.answers = answers;
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    Configuration settings = Configuration.createStandardWithoutFile();
    settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 6);
    AdvancedMultiPskStore keys = new AdvancedMultiPskStore();
    keys.setKey(identity, key.getBytes(StandardCharsets.US_ASCII));
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    plain = new CoapEndpoint.Builder().setConfiguration(settings).setInetSocketAddress(any).build();
    secure =
        new CoapEndpoint.Builder()
            .setConfiguration(settings)
            .setConnector(
                new DTLSConnector(
                    DtlsConnectorConfig.builder(settings)
                        .setAddress(any)
                        .setAdvancedPskStore(keys)
                        .build()))
            .build();
    server = new CoapServer(settings);
    server.addEndpoint(plain);
    server.addEndpoint(secure);
    server.setMessageDeliverer(new Answering());
    server.start();
  }

  public int port() {
    return plain.getAddress().getPort();
  }

  public int securePort() {
    return secure.getAddress().getPort();
  }

  /** {@code path?query payload} in the order they came. */
  public List<String> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.destroy();
  }

  private final class Answering implements MessageDeliverer {
    @Override
    public void deliverRequest(Exchange exchange) {
      String payload = exchange.getRequest().getPayloadString();
      received.add(
          exchange.getRequest().getOptions().getUriString()
              + " "
              + exchange.getRequest().getOptions().getContentFormat()
              + " "
              + payload);
      Response response = new Response(answers.apply(payload));
      if (response.getCode() == CoAP.ResponseCode.SERVICE_UNAVAILABLE) {
        response.getOptions().setMaxAge(1);
      }
      exchange.sendResponse(response);
    }

    @Override
    public void deliverResponse(Exchange exchange, Response response) {
      // This server asks nothing.
    }
  }
}
