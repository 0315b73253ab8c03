package city.veedel.simulator.coap;

import city.veedel.simulator.load.LoadDevice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedMultiPskStore;

/**
 * A bare Californium server that answers every request with 2.04 and does nothing else: the ceiling
 * for whoever speaks CoAP. Loopback, any free port, on Californium's own threads.
 */
public final class CoapEcho implements AutoCloseable {
  /** A socket of the usual size loses a part of every burst of a load. */
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private static final int CONNECTION_ID_BYTES = 6;

  private final CoapServer server;
  private final CoapEndpoint endpoint;

  private CoapEcho(Configuration settings, Connector connector) {
    this.server = new CoapServer(settings);
    this.endpoint =
        new CoapEndpoint.Builder().setConfiguration(settings).setConnector(connector).build();
    server.addEndpoint(endpoint);
    server.setMessageDeliverer(new Echoing());
    server.start();
  }

  public static CoapEcho plain() {
    Configuration settings = settings();
    return new CoapEcho(settings, new UDPConnector(anyPort(), settings));
  }

  /** Over DTLS with the secrets of these devices. */
  public static CoapEcho secure(List<LoadDevice> devices) {
    Configuration settings = settings();
    AdvancedMultiPskStore keys = new AdvancedMultiPskStore();
    for (LoadDevice device : devices) {
      keys.setKey(device.id(), device.secret().getBytes(StandardCharsets.US_ASCII));
    }
    DtlsConnectorConfig dtls =
        DtlsConnectorConfig.builder(settings)
            .setAddress(anyPort())
            .setAdvancedPskStore(keys)
            .build();
    return new CoapEcho(settings, new DTLSConnector(dtls));
  }

  private static Configuration settings() {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    // Without a file: Californium would write one into the working directory.
    Configuration settings = Configuration.createStandardWithoutFile();
    // The usual one keeps every message for 247 s and runs out of memory under a load.
    settings.set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
    settings.set(UdpConfig.UDP_RECEIVE_BUFFER_SIZE, RECEIVE_BUFFER_BYTES);
    settings.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    settings.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    settings.set(DtlsConfig.DTLS_RECEIVE_BUFFER_SIZE, RECEIVE_BUFFER_BYTES);
    settings.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_BYTES);
    return settings;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public InetSocketAddress address() {
    return endpoint.getAddress();
  }

  @Override
  public void close() {
    server.destroy();
  }

  private static final class Echoing implements MessageDeliverer {
    @Override
    public void deliverRequest(Exchange exchange) {
      exchange.sendResponse(new Response(ResponseCode.CHANGED));
    }

    @Override
    public void deliverResponse(Exchange exchange, Response response) {
      // It asks nothing.
    }
  }
}
