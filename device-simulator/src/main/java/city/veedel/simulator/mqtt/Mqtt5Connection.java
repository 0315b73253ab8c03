package city.veedel.simulator.mqtt;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.Message;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** MQTT 5 by Paho: reason codes, the server's Receive Maximum, the content type of each message. */
final class Mqtt5Connection implements MqttConnection {
  /** MQTT 5, section 2.4: from here on a reason code is a refusal. */
  private static final int FIRST_REFUSAL = 0x80;

  /** Paho's own code for "no more unanswered messages"; not among its public constants. */
  private static final int WINDOW_FULL = 32_202;

  private final Dialled dialled;
  private final Delivery delivery;
  private final LinkConfig config;
  private final ScheduledExecutorService threads;
  private final MqttAsyncClient client;

  Mqtt5Connection(
      Dialled dialled, Delivery delivery, LinkConfig config, ScheduledExecutorService threads) {
    this.dialled = dialled;
    this.delivery = delivery;
    this.config = config;
    this.threads = threads;
    try {
      this.client =
          new MqttAsyncClient(
              dialled.uri(), dialled.clientId(), new MemoryPersistence(), null, threads);
    } catch (MqttException e) {
      throw new IllegalArgumentException("not an MQTT address: " + dialled.uri(), e);
    }
  }

  @Override
  public void connect(Events events) {
    client.setCallback(new LossListener(events));
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setUserName(dialled.user());
    options.setPassword(dialled.secret().getBytes(StandardCharsets.UTF_8));
    options.setConnectionTimeout((int) config.connectTimeout().toSeconds());
    options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
    try {
      client.connect(
          options,
          null,
          new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              events.connected(windowOf(token.getResponseProperties()));
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

  private int windowOf(@Nullable MqttProperties properties) {
    Integer receiveMaximum = properties == null ? null : properties.getReceiveMaximum();
    return receiveMaximum == null
        ? config.mqttWindow()
        : Math.min(config.mqttWindow(), receiveMaximum);
  }

  @Override
  public boolean publish(Message message, long sentAtNanos, Published published)
      throws ConnectionLostException {
    MqttMessage packet = new MqttMessage(message.payload().bytes());
    packet.setQos(delivery.qos());
    MqttProperties properties = new MqttProperties();
    properties.setContentType(message.format().mediaType());
    packet.setProperties(properties);
    try {
      client.publish(
          dialled.topic(), packet, null, new AnswerListener(delivery, sentAtNanos, published));
      return true;
    } catch (MqttException e) {
      if (e.getReasonCode() == WINDOW_FULL) {
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
    public void disconnected(MqttDisconnectResponse response) {
      events.lost(String.valueOf(response));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      events.lost(String.valueOf(exception.getMessage()));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      // Nothing is subscribed.
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // The message's own listener is told.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      // The listener of CONNECT is told.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // No extended authentication was begun.
    }
  }

  private record AnswerListener(Delivery delivery, long sentAtNanos, Published published)
      implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
      if (!delivery.isAssured()) {
        published.answered(new Answer.Unassured());
        return;
      }
      int @Nullable [] codes = token.getReasonCodes();
      int code = codes == null || codes.length == 0 ? 0 : codes[0];
      published.answered(
          code < FIRST_REFUSAL
              ? new Answer.Acknowledged(System.nanoTime() - sentAtNanos)
              : new Answer.Refused(String.format(Locale.ROOT, "mqtt 0x%02x", code)));
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      // Only a lost connection comes here; the link learns of it once and sends again.
    }
  }
}
