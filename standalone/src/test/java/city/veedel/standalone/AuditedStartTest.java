package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.TestProduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start leaves in the audit trail: only what is another than at the last one. */
class AuditedStartTest {
  @TempDir private Path directory;

  @Test
  void aStartTellsOfTheAdminAndOfBridgesThatChanged() throws Exception {
    Map<String, String> settings = TestProduct.freePorts(directory.resolve("data"));
    assertThat(toldBy(settings)).isEqualTo("account.created admin");

    settings.put("admin-password", "another horse battery");
    settings.put("bridges", bridges("a password of a broker").toString());
    String first =
        "account.created admin, account.password_changed admin,"
            + " bridges.changed bridges city 127.0.0.1:1";
    assertThat(toldBy(settings)).isEqualTo(first);

    bridges("another password of a broker");
    String second = first + ", bridges.changed bridges city 127.0.0.1:1";
    assertThat(toldBy(settings)).isEqualTo(second);
    assertThat(toldBy(settings)).isEqualTo(second);

    settings.remove("bridges");
    assertThat(toldBy(settings)).isEqualTo(second + ", bridges.changed bridges ");
  }

  private Path bridges(String password) throws IOException {
    return Files.writeString(
        directory.resolve("bridges.yaml"),
        """
        bridges:
          - name: city
            broker: tcp://127.0.0.1:1
            user: city
            password: %s
            routes:
              - topic-filter: sensors/+/up
                device-level: 1
        """
            .formatted(password));
  }

  private static String toldBy(Map<String, String> settings) {
    try (Product product = TestProduct.start(settings)) {
      return product
          .database()
          .call(connection -> {
            try (Statement statement = connection.createStatement();
                ResultSet row =
                    statement.executeQuery(
                        "SELECT string_agg(concat_ws(' ', action, subject, detail ->> 'brokers'),"
                            + " ', ' ORDER BY audit_entry_id) FROM audit_entry")) {
              row.next();
              return row.getString(1);
            }
          });
    }
  }
}
