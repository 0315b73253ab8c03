package city.veedel.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.model.DeviceId;
import city.veedel.simulator.city.CityPlan;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.testing.Mosquitto;
import city.veedel.simulator.testing.TinyCoapServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole city against a real broker and a CoAP server. */
class DeviceFleetTest {
  private static final FleetConfig HURRIED =
      new FleetConfig(
          20,
          Duration.ofSeconds(2),
          Duration.ofMillis(50),
          Duration.ofSeconds(30),
          LinkConfig.DEFAULT);

  @TempDir private Path directory;

  @Test
  void theWholeCitySpeaksAndWhatItSentIsAnsweredToTheLast() throws IOException {
    Optional<Mosquitto> broker = Mosquitto.start(directory);
    assumeTrue(broker.isPresent());
    CityPlan plan = CityPlan.of(1, 1);
    long reachable =
        plan.devices().stream()
            .filter(device -> device.channel() != city.veedel.simulator.device.Channel.COAPS)
            .count();
    try (Mosquitto running = broker.orElseThrow();
        TinyCoapServer coap =
            new TinyCoapServer("nobody", "nothing", payload -> CoAP.ResponseCode.CHANGED);
        DeviceFleet fleet =
            DeviceFleet.start(
                plan,
                secretsOf(plan),
                new Endpoints("127.0.0.1", running.port(), "127.0.0.1", coap.port(), 0),
                HURRIED,
                Clock.systemUTC())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> fleet.totals().devices() == reachable && fleet.totals().acknowledged() > 6_000);

      FleetTotals totals = fleet.stop();

      assertThat(totals.acknowledged()).isEqualTo(totals.sent());
      assertThat(totals.unanswered()).isZero();
      assertThat(totals.refused()).isZero();
      assertThat(totals.resent()).isZero();
      assertThat(totals.unassuredSent()).isPositive();
      assertThat(totals.ackP99Ms()).isGreaterThanOrEqualTo(totals.ackP50Ms());
      assertThat(fleet.stop()).isEqualTo(totals);
    }
  }

  @Test
  void aMissingSecretIsSaidBeforeAnythingIsSent() {
    CityPlan plan = CityPlan.of(1, 1);

    assertThatThrownBy(() ->
            DeviceFleet.start(
                plan,
                Map.of(),
                new Endpoints("127.0.0.1", 1, "127.0.0.1", 0, 0),
                HURRIED,
                Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no secret");
  }

  private static Map<DeviceId, String> secretsOf(CityPlan plan) {
    Map<DeviceId, String> secrets = new HashMap<>();
    for (SimulatedDevice device : plan.devices()) {
      secrets.put(device.id(), "secret-of-" + device.id());
    }
    return secrets;
  }
}
