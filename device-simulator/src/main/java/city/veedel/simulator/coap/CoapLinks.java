package city.veedel.simulator.coap;

import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.SimulatedDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;

/**
 * Opens CoAP links. Plain devices share a few sockets, as sensors behind one NAT do, since a server
 * remembers messages per address; a DTLS device has its own, since the key belongs to the address.
 */
public final class CoapLinks implements AutoCloseable {
  private static final int PLAIN_SOCKETS = 8;
  private static final int PROTOCOL_THREADS = 2;
  private static final int CONNECTION_ID_BYTES = 6;
  private static final int BODY_BYTES = 8_192;

  private final String host;
  private final int port;
  private final int securePort;
  private final LinkConfig config;
  private final Configuration settings;
  private final ScheduledExecutorService protocol;
  private final ScheduledExecutorService secondary;
  private final ExecutorService dtls;
  private final List<CoapEndpoint> plain = new ArrayList<>();
  private int opened;

  public CoapLinks(String host, int port, int securePort, LinkConfig config) {
    this.host = host;
    this.port = port;
    this.securePort = securePort;
    this.config = config;
    this.settings = settings();
    this.protocol =
        Executors.newScheduledThreadPool(
            PROTOCOL_THREADS, Thread.ofPlatform().daemon().name("coap-", 0).factory());
    this.secondary =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("coap-timer").factory());
    this.dtls =
        Executors.newFixedThreadPool(
            PROTOCOL_THREADS, Thread.ofPlatform().daemon().name("dtls-", 0).factory());
  }

  static Configuration settings() {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    // Without a file: Californium would write one into the working directory.
    Configuration settings = Configuration.createStandardWithoutFile();
    settings.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    settings.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    settings.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, BODY_BYTES);
    settings.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    settings.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
    settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_BYTES);
    settings.set(DtlsConfig.DTLS_MAX_CONNECTIONS, 8);
    settings.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY);
    settings.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 1, TimeUnit.SECONDS);
    return settings;
  }

  /** Messages may be offered at once; a DTLS handshake happens with the first. */
  public synchronized DeviceLink open(SimulatedDevice device, String secret) {
    String path = "/v1/" + device.id() + "/up";
    if (device.channel() == Channel.COAPS) {
      CoapEndpoint own = start(secureConnector(device.id().value(), secret));
      return new CoapLink(
          device.id().value(),
          "coaps://" + host + ":" + securePort + path,
          device.delivery(),
          config,
          own,
          own::destroy,
          secondary);
    }
    if (plain.size() < PLAIN_SOCKETS) {
      plain.add(start(new UDPConnector(anyPort(), settings)));
    }
    String key = "?key=" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return new CoapLink(
        device.id().value(),
        "coap://" + host + ":" + port + path + key,
        device.delivery(),
        config,
        plain.get(opened++ % plain.size()),
        () -> {},
        secondary);
  }

  private Connector secureConnector(String identity, String secret) {
    DtlsConnectorConfig dtlsConfig =
        DtlsConnectorConfig.builder(settings)
            .setAddress(anyPort())
            .setAdvancedPskStore(
                new AdvancedSinglePskStore(identity, secret.getBytes(StandardCharsets.US_ASCII)))
            .build();
    DTLSConnector connector = new DTLSConnector(dtlsConfig);
    connector.setExecutor(dtls);
    return connector;
  }

  private CoapEndpoint start(Connector connector) {
    CoapEndpoint endpoint =
        new CoapEndpoint.Builder().setConfiguration(settings).setConnector(connector).build();
    endpoint.setExecutors(protocol, secondary);
    try {
      endpoint.start();
    } catch (IOException e) {
      throw new UncheckedIOException("no UDP socket could be opened", e);
    }
    return endpoint;
  }

  private InetSocketAddress anyPort() {
    // Loopback for loopback: nothing of a demo listens to the network.
    InetAddress target = new InetSocketAddress(host, 0).getAddress();
    return target != null && target.isLoopbackAddress()
        ? new InetSocketAddress(target, 0)
        : new InetSocketAddress(0);
  }

  /** Close the links first. */
  @Override
  public synchronized void close() {
    plain.forEach(CoapEndpoint::destroy);
    protocol.shutdownNow();
    secondary.shutdownNow();
    dtls.shutdownNow();
  }
}
