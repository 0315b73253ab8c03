package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No operation that changes something can be used by a page of another site. */
class ForeignPagesTest {
  private static RunningDashboard dashboard;
  private static String cookie = "";

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    dashboard.accounts().create("ada", "correct horse battery", Role.ADMIN);
    cookie =
        dashboard
            .post("/api/v1/login", "{\"name\":\"ada\",\"password\":\"correct horse battery\"}")
            .headers()
            .firstValue("set-cookie")
            .orElseThrow()
            .replaceFirst(";.*", "");
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  static List<DescribedAccess> changes() throws Exception {
    return DescribedAccess.all().stream()
        .filter(operation -> !operation.isForDevices() && !operation.method().equals("GET"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void noPageOfAnotherSiteChangesAnything(DescribedAccess operation) throws Exception {
    String path = operation.path().replace("{id}", "1");
    String[][] foreign = {
      {"Origin", "https://evil.example"},
      {"Origin", "null"},
      {"Origin", "http://127.0.0.1:1"},
      {"Sec-Fetch-Site", "cross-site"},
      {"Sec-Fetch-Site", "same-site"},
      {"Sec-Fetch-Site", "cross-site", "Origin", "http://127.0.0.1:" + dashboard.port()},
    };
    for (String[] headers : foreign) {
      HttpResponse<String> answer =
          dashboard.send(
              HttpRequest.newBuilder(dashboard.uri(path))
                  .header("Content-Type", "application/json")
                  .header("Cookie", cookie)
                  .headers(headers)
                  .method(operation.method(), HttpRequest.BodyPublishers.ofString("{}")));

      assertThat(answer.statusCode()).as(String.join(" ", headers)).isEqualTo(403);
      assertThat(answer.body()).contains("origin_foreign");
    }
  }
}
