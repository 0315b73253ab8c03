package city.veedel.gateway.coap;

import java.net.InetSocketAddress;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/**
 * Californium's sockets, with a bound on the datagrams that wait for a protocol thread. Above it
 * they are dropped and counted, as the network might have done: a CON comes again by itself.
 */
final class Listeners {
  private Listeners() {}

  /** The tasks of the protocol threads, and how many of them may wait. */
  record Backlog(ThreadPoolExecutor protocolThreads, int max, LongAdder dropped) {
    RawDataChannel before(RawDataChannel channel) {
      return data -> {
        if (protocolThreads.getQueue().size() < max) {
          channel.receiveData(data);
        } else {
          dropped.increment();
        }
      };
    }
  }

  static final class Plain extends UDPConnector {
    private final Backlog backlog;

    Plain(InetSocketAddress address, Configuration settings, Backlog backlog) {
      super(address, settings);
      this.backlog = backlog;
    }

    @Override
    public void setRawDataReceiver(RawDataChannel channel) {
      super.setRawDataReceiver(backlog.before(channel));
    }
  }

  static final class Secure extends DTLSConnector {
    private final Backlog backlog;

    Secure(DtlsConnectorConfig config, Backlog backlog) {
      super(config);
      this.backlog = backlog;
    }

    @Override
    public void setRawDataReceiver(RawDataChannel channel) {
      super.setRawDataReceiver(backlog.before(channel));
    }
  }
}
