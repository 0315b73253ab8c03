package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.model.DeviceId;
import city.veedel.simulator.DeviceFleet;
import city.veedel.simulator.FleetConfig;
import city.veedel.simulator.city.CityPlan;
import city.veedel.simulator.device.Endpoints;
import city.veedel.standalone.demo.SimulatedRegistrations;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.OutsideProgram;
import city.veedel.standalone.testing.TestProduct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real browser opens the live map of a product that a simulated Köln speaks to: markers, a live
 * change, a panel with history, the table, and not one policy violation or error in the console.
 */
class LiveMapInBrowserTest {
  private static final Path WEB = Path.of("..", "dashboard-web");

  @TempDir Path directory;

  @Test
  void theCityLivesInTheBrowser() throws Exception {
    Assumptions.assumeTrue(
        OutsideProgram.find("chromium", "chromium-browser", "google-chrome").isPresent()
            && OutsideProgram.find("node").isPresent()
            && Files.isDirectory(WEB.resolve("node_modules/playwright-core")),
        "no browser here");
    CityPlan plan = CityPlan.of(50_667, 1);
    try (Product product = TestProduct.start(directory)) {
      Map<DeviceId, String> secrets =
          SimulatedRegistrations.register(product.registry(), plan.devices());
      product.refreshRegistry();
      try (DeviceFleet fleet =
          DeviceFleet.start(
              plan,
              secrets,
              new Endpoints(
                  "127.0.0.1",
                  product.running().mqtt(),
                  "127.0.0.1",
                  product.running().coap(),
                  product.running().coaps()),
              FleetConfig.DEFAULT,
              Clock.systemUTC())) {
        browse(product);
        assertThat(fleet.totals().acknowledged()).isPositive();
      }
    }
  }

  private void browse(Product product) throws Exception {
    Path output = directory.resolve("browser.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "node",
                WEB.resolve("e2e/product.mjs").toString(),
                "--url",
                product.running().url(),
                "--screenshots",
                Path.of("target", "screenshots").toString()));
    Optional<String> publisher = OutsideProgram.find("mosquitto_pub");
    if (publisher.isPresent()) {
      command.addAll(spot(product, publisher.get()));
    }
    Process browser =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = browser.waitFor(5, TimeUnit.MINUTES);
    String said = Files.readString(output, StandardCharsets.UTF_8);
    System.err.println(said);
    if (!ended) {
      browser.destroyForcibly().waitFor();
    }
    assertThat(ended).as(said).isTrue();
    assertThat(browser.exitValue()).as(said).isZero();
  }

  /** A device made on the spot, in the middle of Köln, and what sends its first reading. */
  private static List<String> spot(Product product, String publisher) {
    String secret = TestProduct.addDevice(product, "spot-1", "json");
    String value = "73";
    String command =
        Stream.of(
                publisher,
                "-p",
                String.valueOf(product.running().mqtt()),
                "-u",
                "spot-1",
                "-P",
                secret,
                "-i",
                "spot-1",
                "-t",
                "v1/spot-1/up",
                "-q",
                "1",
                "-m",
                "{\\\"values\\\":{\\\"no2\\\":" + value + "}}")
            .map(argument -> '"' + argument + '"')
            .collect(Collectors.joining(",", "[", "]"));
    return List.of("--spot", "spot-1", "--spot-value", value, "--spot-command", command);
  }
}
