package city.veedel.standalone.prove.control;

import city.veedel.standalone.product.Product;
import city.veedel.standalone.settings.SettingsFile;
import java.util.concurrent.CountDownLatch;

/** A product that lies, until it is killed. */
public final class LyingProduct {
  private LyingProduct() {}

  /**
   * @param arguments the name of a {@link Lie}; all else is set as for {@code up}
   */
  public static void main(String[] arguments) throws InterruptedException {
    Product product =
        Product.start(
            SettingsFile.readAll(System.getenv()), Lie.valueOf(arguments[0]).foundations());
    Runtime.getRuntime().addShutdownHook(new Thread(product::close));
    new CountDownLatch(1).await();
  }
}
