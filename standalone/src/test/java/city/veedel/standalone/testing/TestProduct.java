package city.veedel.standalone.testing;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.Theme;
import city.veedel.schema.registry.NewDevice;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The whole product in this JVM, on any free ports. */
public final class TestProduct {
  private TestProduct() {}

  /** What a settings file would say for a product in {@code directory}. */
  public static Map<String, String> freePorts(Path directory) {
    Map<String, String> file = new HashMap<>();
    file.put("data-dir", directory.toString());
    file.put("http-port", "0");
    file.put("mqtt-port", "0");
    file.put("coap-port", "0");
    file.put("coaps-port", "0");
    file.put("coap-plain", "true");
    file.put("admin-password", "correct horse battery");
    return file;
  }

  public static Product start(Path directory) {
    return start(freePorts(directory));
  }

  public static Product start(Map<String, String> file) {
    return Product.start(Settings.of(file, Map.of()));
  }

  /** Registers a public device in the middle of Köln and lets the gateway see it. */
  public static String addDevice(Product product, String id, String type) {
    String secret =
        product
            .registry()
            .addDevice(
                new NewDevice(
                    new DeviceId(id), id, type, Theme.AIR, new Location(6.9583, 50.9413), true));
    product.refreshRegistry();
    return secret;
  }
}
