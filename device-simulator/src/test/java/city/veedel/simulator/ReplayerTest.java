package city.veedel.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.model.DeviceId;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.replay.Recordings;
import city.veedel.simulator.replay.ReplayPlan;
import city.veedel.simulator.testing.Mosquitto;
import city.veedel.simulator.testing.TinyCoapServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.californium.core.coap.CoAP;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording arrives whole, over MQTT and over CoAP. */
class ReplayerTest {
  private static final int POLLS = 200;
  private static final int SECTIONS = 12;

  @TempDir private Path directory;
  private ReplayPlan plan = new ReplayPlan(List.of(), List.of(), List.of());
  private final Map<DeviceId, String> secrets = new HashMap<>();

  @BeforeEach
  void record() throws IOException {
    StringBuilder rows =
        new StringBuilder("\"datetime_utc\",\"identifier\",\"auslastung\",\"valid\"\n");
    for (int poll = 0; poll < POLLS; poll++) {
      for (int section = 0; section < SECTIONS; section++) {
        rows.append(
            String.format(
                java.util.Locale.ROOT,
                "\"2014-01-01 %02d:%02d:01\",\"ST%03d\",%d,1%n",
                poll / 12,
                poll % 12 * 5,
                section,
                poll % 7 == 0 ? 16 : poll % 3));
      }
    }
    Files.writeString(directory.resolve("load.csv"), rows);
    plan = Recordings.open(List.of(directory.resolve("load.csv")));
    for (SimulatedDevice device : plan.devices()) {
      secrets.put(device.id(), "secret");
    }
  }

  @Test
  void everyObservationIsSentOnceInFullBatchesOverMqtt() throws IOException, InterruptedException {
    Optional<Mosquitto> broker = Mosquitto.start(directory);
    assumeTrue(broker.isPresent());
    List<ReplayProgress> progress = new ArrayList<>();
    try (Mosquitto running = broker.orElseThrow()) {

      ReplayTotals totals =
          Replayer.run(
              plan,
              secrets,
              new Endpoints("127.0.0.1", running.port(), "127.0.0.1", 0, 0),
              ReplayConfig.DEFAULT,
              progress::add);

      assertThat(totals.delivery().sent()).isEqualTo((long) POLLS * SECTIONS);
      assertThat(totals.delivery().acknowledged()).isEqualTo((long) POLLS * SECTIONS);
      assertThat(totals.observationsByRecording())
          .containsExactly(Map.entry("traffic-koeln-load", (long) POLLS * SECTIONS));
      assertThat(progress).isNotEmpty();
    }
  }

  @Test
  void theBatchesOverCoapHoldEveryRowAndFitABody() throws IOException, InterruptedException {
    try (TinyCoapServer server =
        new TinyCoapServer("nobody", "nothing", payload -> CoAP.ResponseCode.CHANGED)) {

      ReplayTotals totals =
          Replayer.run(
              plan,
              secrets,
              new Endpoints("127.0.0.1", 0, "127.0.0.1", server.port(), 0),
              ReplayConfig.DEFAULT.with(Channel.COAP, ReplayConfig.AS_FAST_AS_ACKNOWLEDGED),
              progress -> {});

      Set<String> keys = new HashSet<>();
      for (String received : server.received()) {
        String payload = received.split(" ", 3)[2];
        assertThat(payload.length()).isLessThanOrEqualTo(8_192);
        for (JsonNode measurement : new ObjectMapper().readTree(payload)) {
          keys.add(measurement.path("thing").asText() + measurement.path("time").asText());
        }
      }
      assertThat(keys).hasSize(POLLS * SECTIONS);
      assertThat(totals.delivery().acknowledged()).isEqualTo((long) POLLS * SECTIONS);
      assertThat(server.received().size()).isLessThan(POLLS * SECTIONS / 50);
    }
  }

  @Test
  void aPaceStretchesTheRecordingAndChangesNothingElse() throws IOException, InterruptedException {
    try (TinyCoapServer server =
        new TinyCoapServer("nobody", "nothing", payload -> CoAP.ResponseCode.CHANGED)) {

      ReplayTotals totals =
          Replayer.run(
              plan,
              secrets,
              new Endpoints("127.0.0.1", 0, "127.0.0.1", server.port(), 0),
              ReplayConfig.DEFAULT.with(Channel.COAP, 40_000),
              progress -> {});

      // Sixteen and a half recorded hours.
      assertThat(totals.took().toMillis()).isGreaterThanOrEqualTo(16L * 3600 * 1000 / 40_000);
      assertThat(totals.delivery().acknowledged()).isEqualTo((long) POLLS * SECTIONS);
    }
  }
}
