package city.veedel.standalone.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Sends numbered observations with QoS 1 over connections that break, and writes down which were
 * acknowledged. Observation {@code i} has the value {@code i} and the time {@code start + i ms}.
 */
public final class LedgerSender implements AutoCloseable {
  private static final int WINDOW = 64;
  private final String device;
  private final String secret;
  private final Instant start;
  private final BitSet acknowledged = new BitSet();
  private final AtomicInteger next = new AtomicInteger();
  private final Thread thread;
  private volatile String address;
  private volatile boolean stopping;

  public LedgerSender(String address, String device, String secret, Instant start) {
    this.address = address;
    this.device = device;
    this.secret = secret;
    this.start = start;
    this.thread = Thread.ofPlatform().name("ledger-" + device).daemon().start(this::run);
  }

  /** Where the product is now: a restart may change its port. */
  public void moveTo(String other) {
    address = other;
  }

  public int sent() {
    return next.get();
  }

  public BitSet acknowledged() {
    synchronized (acknowledged) {
      return (BitSet) acknowledged.clone();
    }
  }

  public Instant timeOf(int number) {
    return start.plusMillis(number);
  }

  private void run() {
    while (!stopping) {
      try {
        sendUntilItBreaks();
      } catch (MqttException e) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void sendUntilItBreaks() throws MqttException, InterruptedException {
    MqttAsyncClient client = new MqttAsyncClient(address, device, new MemoryPersistence());
    try {
      MqttConnectOptions options = new MqttConnectOptions();
      options.setUserName(device);
      options.setPassword(secret.toCharArray());
      options.setMaxInflight(WINDOW * 2);
      options.setConnectionTimeout(5);
      client.connect(options).waitForCompletion(10_000);
      Semaphore window = new Semaphore(WINDOW);
      while (!stopping && client.isConnected()) {
        if (window.tryAcquire(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
          publish(client, next.getAndIncrement(), window);
        }
      }
      for (int waited = 0;
          waited < 100 && client.isConnected() && window.availablePermits() < WINDOW;
          waited++) {
        Thread.sleep(50);
      }
    } finally {
      try {
        client.disconnectForcibly(0, 500, false);
      } catch (MqttException e) {
        // Gone already.
      }
      client.close(true);
    }
  }

  private void publish(MqttAsyncClient client, int number, Semaphore window) throws MqttException {
    String payload = "{\"time\":\"" + timeOf(number) + "\",\"values\":{\"n\":" + number + "}}";
    MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
    message.setQos(1);
    client.publish(
        "v1/" + device + "/up",
        message,
        null,
        new IMqttActionListener() {
          @Override
          public void onSuccess(IMqttToken token) {
            synchronized (acknowledged) {
              acknowledged.set(number);
            }
            window.release();
          }

          @Override
          public void onFailure(IMqttToken token, Throwable cause) {
            // Not acknowledged: it may be stored or not.
          }
        });
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends no more and waits for the last answers. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
