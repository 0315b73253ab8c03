package city.veedel.simulator.coap;

import city.veedel.simulator.load.LoadDevice;
import city.veedel.simulator.load.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;

/**
 * DTLS sessions with the key of each device and a connection id (RFC 9146), one socket each, for a
 * load to speak over. A handshake happens with the first datagram.
 */
public final class DtlsWires implements AutoCloseable {
  private static final int THREADS = 2;

  private final SequencedMap<LoadDevice, Wire> wires = new LinkedHashMap<>();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("dtls-load-", 0).factory());

  private DtlsWires() {}

  public static DtlsWires open(InetSocketAddress server, List<LoadDevice> devices)
      throws IOException {
    DtlsWires opened = new DtlsWires();
    Configuration settings = CoapLinks.settings();
    try {
      for (LoadDevice device : devices) {
        opened.wires.put(device, new Session(server, device, settings, opened.threads));
      }
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  public Map<LoadDevice, Wire> wires() {
    return wires;
  }

  @Override
  public void close() {
    wires.values().forEach(wire -> ((Session) wire).close());
    threads.shutdownNow();
  }

  private static final class Session implements Wire {
    private final DTLSConnector connector;
    private final EndpointContext server;
    private volatile Consumer<byte[]> received = datagram -> {};

    Session(
        InetSocketAddress server,
        LoadDevice device,
        Configuration settings,
        ScheduledExecutorService threads)
        throws IOException {
      this.server = new AddressEndpointContext(server);
      byte[] key = device.secret().getBytes(StandardCharsets.US_ASCII);
      this.connector =
          new DTLSConnector(
              DtlsConnectorConfig.builder(settings)
                  .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                  .setAdvancedPskStore(new AdvancedSinglePskStore(device.id(), key))
                  .build());
      connector.setExecutor(threads);
      connector.setRawDataReceiver(data -> received.accept(data.getBytes()));
      connector.start();
    }

    @Override
    public void listen(Consumer<byte[]> listener) {
      received = listener;
    }

    @Override
    public void send(byte[] datagram) {
      connector.send(RawData.outbound(datagram, server, null, false));
    }

    void close() {
      connector.destroy();
    }
  }
}
