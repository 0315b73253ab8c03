package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.mqtt.Downlinks.Result;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of others: Eclipse Paho for both versions, and Mosquitto's where it is installed. */
class InteroperabilityTest {
  private static final String UP = "v1/dev-1/up";
  private static final String DOWN = "v1/dev-1/down";

  private final Gateway gateway = Gateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String address() {
    return "tcp://127.0.0.1:" + gateway.server.port();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Clause({"MQTT3-3.3.4-1", "MQTT3-7.0.0-2"})
  @Test
  void servesPahoOfMqtt311() throws Exception {
    var options = new org.eclipse.paho.client.mqttv3.MqttConnectOptions();
    options.setMqttVersion(4);
    options.setUserName("dev-1");
    options.setPassword(gateway.devices.secret("dev-1").toCharArray());
    var client =
        new org.eclipse.paho.client.mqttv3.MqttClient(
            address(), "paho-3", new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
    client.connect(options);
    List<String> heard = new ArrayList<>();
    client.subscribe(DOWN, 1, (_, message) -> heard.add(message.toString()));
    for (int qos = 0; qos <= 2; qos++) {
      client.publish(UP, bytes("qos " + qos), qos, false);
    }
    CompletableFuture<Result> result = downlink();

    await().until(() -> gateway.intake.handed().size() == 3);
    await().until(() -> heard.equals(List.of("hello")));
    await().until(result::isDone);
    assertThat(result).isCompletedWithValue(Result.DELIVERED);
    assertThat(gateway.intake.texts()).containsExactly("qos 0", "qos 1", "qos 2");
    client.disconnect();
    client.close();
  }

  @Test
  void servesPahoOfMqtt5() throws Exception {
    var options = new org.eclipse.paho.mqttv5.client.MqttConnectionOptions();
    options.setUserName("dev-1");
    options.setPassword(bytes(gateway.devices.secret("dev-1")));
    var client =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            address(), "paho-5", new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
    List<String> heard = new ArrayList<>();
    client.setCallback(new Listener(heard));
    client.connect(options);
    client.subscribe(DOWN, 1);
    for (int qos = 0; qos <= 2; qos++) {
      client.publish(UP, bytes("qos " + qos), qos, false);
    }
    CompletableFuture<Result> result = downlink();

    await().until(() -> gateway.intake.handed().size() == 3);
    await().until(() -> heard.equals(List.of("hello")));
    await().until(result::isDone);
    assertThat(result).isCompletedWithValue(Result.DELIVERED);
    client.disconnect();
    client.close();
  }

  @Test
  void tellsPahoThatItsSecretIsWrong() throws Exception {
    var options = new org.eclipse.paho.client.mqttv3.MqttConnectOptions();
    options.setMqttVersion(4); // otherwise Paho tries 3.1 next, and reports that
    options.setUserName("dev-1");
    options.setPassword("wrong".toCharArray());
    var client =
        new org.eclipse.paho.client.mqttv3.MqttClient(
            address(), "paho-3", new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
    assertThatThrownBy(() -> client.connect(options)).hasMessageContaining("Not authorized");
    client.close();
  }

  private CompletableFuture<Result> downlink() {
    return gateway
        .server
        .downlinks()
        .publish(new DeviceId("dev-1"), Payload.wrap(bytes("hello")))
        .toCompletableFuture();
  }

  @ParameterizedTest
  @CsvSource({
    "mqttv311,0",
    "mqttv311,1",
    "mqttv311,2",
    "mqttv5,0",
    "mqttv5,1",
    "mqttv5,2",
  })
  void servesMosquitto(String version, int qos) throws Exception {
    assumeTrue(onPath("mosquitto_pub"), "mosquitto_pub is not installed");
    List<String> command =
        List.of(
            "mosquitto_pub",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(gateway.server.port()),
            "-V",
            version,
            "-u",
            "dev-1",
            "-P",
            gateway.devices.secret("dev-1"),
            "-q",
            Integer.toString(qos),
            "-t",
            UP,
            "-m",
            "from mosquitto");
    assertThat(run(command)).isZero();
    await().until(() -> gateway.intake.texts().equals(List.of("from mosquitto")));
  }

  /**
   * What people read who mistype a secret. In MQTT 5 libmosquitto adds, to the reason of every
   * broker, that there was a network protocol error: to it, codes of 0x80 and more are one.
   */
  @ParameterizedTest
  @CsvSource({
    "mqttv311,Connection error: Connection Refused: not authorised.",
    "mqttv5,Connection error: Bad User Name or Password",
  })
  void tellsMosquittoThatTheSecretIsWrong(String version, String words) throws Exception {
    assumeTrue(onPath("mosquitto_pub"), "mosquitto_pub is not installed");
    Process process =
        new ProcessBuilder(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(gateway.server.port()),
                "-V",
                version,
                "-u",
                "dev-1",
                "-P",
                "wrong",
                "-t",
                UP,
                "-m",
                "from mosquitto")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    assertThat(said).startsWith(words);
    assertThat(gateway.intake.texts()).isEmpty();
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end of " + command.getFirst());
    }
    return process.exitValue();
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && List.of(path.split(":")).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Paho 5 tells everything to one callback. */
  private static final class Listener implements org.eclipse.paho.mqttv5.client.MqttCallback {
    private final List<String> heard;

    Listener(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public void messageArrived(String topic, org.eclipse.paho.mqttv5.common.MqttMessage message) {
      heard.add(new String(message.getPayload(), StandardCharsets.UTF_8));
    }

    @Override
    public void disconnected(
        org.eclipse.paho.mqttv5.client.MqttDisconnectResponse disconnectResponse) {}

    @Override
    public void mqttErrorOccurred(org.eclipse.paho.mqttv5.common.MqttException exception) {}

    @Override
    public void deliveryComplete(org.eclipse.paho.mqttv5.client.IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(
        int reasonCode, org.eclipse.paho.mqttv5.common.packet.MqttProperties properties) {}
  }
}
