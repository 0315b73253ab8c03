package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guessing is slow, also with many hands, and hurts nobody but who guesses. */
class LoginGuessingTest {
  private static final String PASSWORD = "correct horse battery";
  private static RunningDashboard dashboard;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    dashboard.accounts().create("ada", PASSWORD, Role.STEWARD);
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @Test
  void guessesMadeSideBySideAreBounded() throws Exception {
    try (HttpClient stranger = from("127.0.0.3")) {
      List<CompletableFuture<HttpResponse<String>>> guesses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        guesses.add(
            stranger.sendAsync(login("eve", "guess-" + i), HttpResponse.BodyHandlers.ofString()));
      }
      List<Integer> answers = new ArrayList<>();
      for (CompletableFuture<HttpResponse<String>> guess : guesses) {
        answers.add(guess.get().statusCode());
      }

      // Three at once; the pauses of a slow machine may let a few more through, one after the
      // other.
      assertThat(answers).isSubsetOf(401, 429, 503);
      assertThat(answers.stream().filter(status -> status == 401)).hasSizeLessThan(10);
      assertThat(answers.stream().filter(status -> status == 429)).hasSizeGreaterThan(10);
    }
  }

  @Test
  void aStrangerDoesNotLockAPersonOut() throws Exception {
    try (HttpClient stranger = from("127.0.0.2");
        HttpClient ada = from("127.0.0.1")) {
      int status = 401;
      for (int i = 0; i < 30 && status == 401; i++) {
        status = ask(stranger, "ada", "guess-" + i).statusCode();
      }
      assertThat(status).isEqualTo(429);

      assertThat(ask(ada, "ada", PASSWORD).statusCode()).isEqualTo(200);
      HttpResponse<String> slowed = ask(stranger, "ada", PASSWORD);
      assertThat(slowed.statusCode()).isIn(200, 429);
      assertThat(ask(ada, "ada", PASSWORD).statusCode()).isEqualTo(200);
    }
  }

  private static HttpClient from(String address) throws Exception {
    return HttpClient.newBuilder().localAddress(InetAddress.getByName(address)).build();
  }

  private static HttpResponse<String> ask(HttpClient client, String name, String password)
      throws Exception {
    return client.send(login(name, password), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest login(String name, String password) {
    return HttpRequest.newBuilder(dashboard.uri("/api/v1/login"))
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password)))
        .build();
  }
}
