package city.veedel.gateway.bridge;

import city.veedel.model.Payload;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, with a Paho client of its own. A packet identifier means something on
 * its connection only: an acknowledgement that came too late and went out on the next one could
 * acknowledge another message. So a client is never connected twice.
 */
final class BrokerConnection implements AutoCloseable {
  private static final int QOS_1 = 1;
  private static final long PARTING_MS = 1_000;

  private final MqttAsyncClient client;
  private final long timeoutMs;
  private final BlockingQueue<Delivery> arrived;
  private volatile @Nullable String lost;
  private volatile boolean overrun;

  private BrokerConnection(BridgeConfig config) throws MqttException {
    client =
        new MqttAsyncClient(config.broker().toString(), config.clientId(), new MemoryPersistence());
    timeoutMs = config.limits().connectTimeout().toMillis();
    arrived = new ArrayBlockingQueue<>(config.limits().maxQueued());
  }

  /** A message as it came. */
  record Delivery(String topic, int id, int qos, boolean retained, Payload payload) {}

  /** Connects to a session the broker keeps (clean session off). */
  static BrokerConnection open(BridgeConfig config) throws MqttException {
    BrokerConnection connection = new BrokerConnection(config);
    try {
      connection.connect(config);
      return connection;
    } catch (MqttException e) {
      connection.close();
      throw e;
    }
  }

  private void connect(BridgeConfig config) throws MqttException {
    client.setManualAcks(true);
    client.setCallback(new Callback());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(false);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout((int) config.limits().connectTimeout().toSeconds());
    options.setKeepAliveInterval((int) config.limits().keepAlive().toSeconds());
    if (!config.user().isEmpty()) {
      options.setUserName(config.user());
      options.setPassword(config.password().toCharArray());
    }
    client.connect(options).waitForCompletion(timeoutMs);
  }

  /** Subscribes with QoS 1. The broker then sends its retained messages, as for any subscribing. */
  void subscribe(String topicFilter) throws MqttException {
    client.subscribe(topicFilter, QOS_1).waitForCompletion(timeoutMs);
  }

  /** The next message, or null when none came in time. */
  @Nullable Delivery poll(long millis) throws InterruptedException {
    return arrived.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Why this connection is of no use any more, or null while it is. */
  @Nullable String lost() {
    return lost;
  }

  /**
   * Whether more came than may wait, and all that was noted before has been polled. What was not
   * noted was not acknowledged either, and comes again on the next connection only.
   */
  boolean isExhausted() {
    return overrun && arrived.isEmpty();
  }

  /** PUBACK. Call it in the order the messages came ([MQTT-4.6.0-2]). */
  void acknowledge(Delivery delivery) throws MqttException {
    client.messageArrivedComplete(delivery.id(), delivery.qos());
  }

  @Override
  public void close() {
    try {
      client.disconnect(0).waitForCompletion(PARTING_MS);
    } catch (MqttException e) {
      forceDown();
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      // Closed already.
    }
  }

  private void forceDown() {
    try {
      client.disconnectForcibly(0, 1);
    } catch (MqttException e) {
      // Not connected: nothing to part from.
    }
  }

  /** Runs on Paho's thread: notes down and returns. */
  private final class Callback implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Delivery delivery =
          new Delivery(
              topic,
              message.getId(),
              message.getQos(),
              message.isRetained(),
              Payload.wrap(message.getPayload()));
      // After a first message without room none is noted, so that what is noted has no gap.
      if (overrun || !arrived.offer(delivery)) {
        overrun = true;
      }
    }

    @Override
    public void connectionLost(Throwable cause) {
      lost = Bridge.reason(cause);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // We publish nothing.
    }
  }
}
