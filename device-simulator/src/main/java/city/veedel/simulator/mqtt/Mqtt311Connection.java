package city.veedel.simulator.mqtt;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.Message;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.ScheduledExecutorPingSender;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * MQTT 3.1.1 by Paho. A PUBACK has no reason here: an answer is success, and a server that does not
 * want a message closes the connection.
 */
final class Mqtt311Connection implements MqttConnection {
  private final Dialled dialled;
  private final Delivery delivery;
  private final LinkConfig config;
  private final ScheduledExecutorService threads;
  private final MqttAsyncClient client;

  Mqtt311Connection(
      Dialled dialled, Delivery delivery, LinkConfig config, ScheduledExecutorService threads) {
    this.dialled = dialled;
    this.delivery = delivery;
    this.config = config;
    this.threads = threads;
    try {
      this.client =
          new MqttAsyncClient(
              dialled.uri(),
              dialled.clientId(),
              new MemoryPersistence(),
              new ScheduledExecutorPingSender(threads),
              threads);
    } catch (MqttException e) {
      throw new IllegalArgumentException("not an MQTT address: " + dialled.uri(), e);
    }
  }

  @Override
  public void connect(Events events) {
    client.setCallback(new LossListener(events));
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setUserName(dialled.user());
    options.setPassword(dialled.secret().toCharArray());
    options.setMaxInflight(config.mqttWindow() + 1);
    options.setConnectionTimeout((int) config.connectTimeout().toSeconds());
    options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
    try {
      client.connect(
          options,
          null,
          new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              events.connected(config.mqttWindow());
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
              events.lost(String.valueOf(cause.getMessage()));
            }
          });
    } catch (MqttException e) {
      events.lost(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean publish(Message message, long sentAtNanos, Published published)
      throws ConnectionLostException {
    MqttMessage packet = new MqttMessage(message.payload().bytes());
    packet.setQos(delivery.qos());
    try {
      client.publish(
          dialled.topic(), packet, null, new AnswerListener(delivery, sentAtNanos, published));
      return true;
    } catch (MqttException e) {
      if (e.getReasonCode() == MqttException.REASON_CODE_MAX_INFLIGHT) {
        return false;
      }
      throw new ConnectionLostException(e);
    }
  }

  @Override
  public void end() {
    try {
      client.disconnectForcibly(0, Dialled.END_MILLIS, true);
      client.close(true);
    } catch (MqttException e) {
      // It is being thrown away; whatever state it is in ends with its threads.
    } finally {
      threads.shutdownNow();
    }
  }

  private record LossListener(Events events) implements MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {
      events.lost(String.valueOf(cause.getMessage()));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      // Nothing is subscribed.
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // The message's own listener is told.
    }
  }

  private record AnswerListener(Delivery delivery, long sentAtNanos, Published published)
      implements IMqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
      published.answered(
          delivery.isAssured()
              ? new Answer.Acknowledged(System.nanoTime() - sentAtNanos)
              : new Answer.Unassured());
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      // Only a lost connection comes here; the link learns of it once and sends again.
    }
  }
}
