package city.veedel.decode.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * JSONata expressions for entities of the Smart Data Models (smartdatamodels.org), as key-values,
 * normalized NGSI-v2, and NGSI-LD. What they give is in the units of the city's catalogue of
 * observed properties.
 */
public final class SmartDataModels {
  public static final List<String> NAMES =
      List.of(
          "AirQualityObserved",
          "BikeHireDockingStation",
          "NoiseLevelObserved",
          "OnStreetParking",
          "TrafficFlowObserved",
          "WaterObserved",
          "WeatherObserved");

  private SmartDataModels() {}

  /**
   * The source of an expression.
   *
   * @param name one of {@link #NAMES}
   */
  public static String source(String name) {
    String resource = "smart-data-models/" + name + ".jsonata";
    try (InputStream stream = SmartDataModels.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException(
            "no expression for the model \"" + name + "\"; there are " + NAMES);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the class path cannot be read", e);
    }
  }
}
