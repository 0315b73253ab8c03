package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.model.DeviceId;
import city.veedel.standalone.command.VeedelCommand;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.TestProduct;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./veedel audit} beside a product that runs. */
class AuditCommandTest {
  @TempDir private Path directory;

  @Test
  void tellsTheFirstLinkThatIsBrokenAndWhetherAKeptHeadIsStillThere() throws Exception {
    try (Product product = TestProduct.start(directory)) {
      TestProduct.addDevice(product, "box-1", "json");
      for (int quota = 1; quota <= 3; quota++) {
        product.registry().setMonthlyQuota(new DeviceId("box-1"), OptionalLong.of(quota));
      }
      String kept = veedel("audit", "head").text().strip();
      assertThat(kept).matches("5:[0-9a-f]{64}");
      assertThat(veedel("audit", "verify", "--kept", kept).text()).contains("intact up to " + kept);
      assertThat(veedel("audit", "verify", "--kept", "5:no").code()).isEqualTo(2);
      assertThat(veedel("audit", "verify", "--kept", "2" + kept.substring(1)).code()).isEqualTo(1);

      behindItsBack(product, "UPDATE audit_entry SET subject = 'box-2' WHERE audit_entry_id = 2");

      Said broken = veedel("audit", "verify");
      assertThat(broken.code()).isEqualTo(1);
      assertThat(broken.text()).contains("BROKEN at entry 2");
      assertThat(veedel("audit", "verify", "--json").text()).contains("\"intact\":false");
    }
  }

  private static void behindItsBack(Product product, String change) {
    product
        .database()
        .call(connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(
                "GRANT UPDATE ON audit_entry TO CURRENT_USER;"
                    + "ALTER TABLE audit_entry DISABLE TRIGGER ALL;"
                    + change
                    + ";ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER append_only");
          }
        });
  }

  private record Said(int code, String text) {}

  private Said veedel(String... arguments) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int code =
        VeedelCommand.execute(
            new PrintStream(data, true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Map.of("VEEDEL_DATA_DIR", directory.toString()),
            arguments);
    return new Said(code, data.toString(StandardCharsets.UTF_8));
  }
}
