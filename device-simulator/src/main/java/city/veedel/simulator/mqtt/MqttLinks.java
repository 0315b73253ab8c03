package city.veedel.simulator.mqtt;

import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.SimulatedDevice;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * Opens MQTT links. Paho keeps three or four threads per client busy waiting; here they are virtual
 * ones, so that hundreds of devices cost no more than their buffers.
 */
public final class MqttLinks implements AutoCloseable {
  /** Sender, receiver, callbacks, the thread that connects or ends, and the keep-alive. */
  private static final int THREADS_PER_CLIENT = 6;

  private final String host;
  private final int port;
  private final LinkConfig config;
  private final ScheduledExecutorService scheduler;

  public MqttLinks(String host, int port, LinkConfig config) {
    this.host = host;
    this.port = port;
    this.config = config;
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("mqtt-reconnect").factory());
  }

  /**
   * Starts to connect and returns; messages may be offered at once.
   *
   * @throws IllegalArgumentException for MQTT 5 with delivery exactly once: Paho's client ends the
   *     connection when a PUBREC refuses, so that one bad message would come back for ever
   */
  public DeviceLink open(SimulatedDevice device, String secret) {
    boolean five = device.channel() == Channel.MQTT_5;
    if (five && device.delivery() == Delivery.EXACTLY_ONCE) {
      throw new IllegalArgumentException("QoS 2 is simulated with MQTT 3.1.1 only: " + device.id());
    }
    Dialled dialled = Dialled.of(device.id(), secret, host, port);
    MqttLink link =
        new MqttLink(
            device.id().value(),
            device.delivery(),
            config,
            () ->
                five
                    ? new Mqtt5Connection(dialled, device.delivery(), config, threadsFor(dialled))
                    : new Mqtt311Connection(
                        dialled, device.delivery(), config, threadsFor(dialled)),
            scheduler);
    link.start();
    return link;
  }

  private static ScheduledExecutorService threadsFor(Dialled dialled) {
    ThreadFactory threads = Thread.ofVirtual().name(dialled.clientId() + "-", 0).factory();
    return Executors.newScheduledThreadPool(THREADS_PER_CLIENT, threads);
  }

  /** Close the links first. */
  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
