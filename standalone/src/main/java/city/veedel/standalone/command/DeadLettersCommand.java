package city.veedel.standalone.command;

import city.veedel.schema.Database;
import city.veedel.schema.audit.Act;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.IssuedToken;
import city.veedel.schema.registry.Role;
import city.veedel.standalone.product.RunningProduct;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./veedel dead-letters …}: what was taken but could not be stored. Speaks to the running
 * product over its API, so that a replay takes the way of every message.
 */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "Lists, shows and replays messages that could not be stored.")
final class DeadLettersCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(1);
  private final Context context;

  DeadLettersCommand(Context context) {
    this.context = context;
  }

  @Audited({Act.TOKEN_ISSUED, Act.DEAD_LETTERS_READ})
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists them, newest first.")
  int list(
      @Option(names = "--device") @Nullable String device,
      @Option(names = "--reason") @Nullable String reason,
      @Option(names = "--state", defaultValue = "open", description = "open, replayed, discarded")
          String state,
      @Option(names = "--limit", defaultValue = "50") int limit,
      @Option(names = "--json") boolean json)
      throws IOException, InterruptedException {
    StringBuilder path =
        new StringBuilder("/api/v1/dead-letters?limit=")
            .append(limit)
            .append("&state=")
            .append(encode(state));
    if (device != null) {
      path.append("&device=").append(encode(device));
    }
    if (reason != null) {
      path.append("&reason=").append(encode(reason));
    }
    JsonNode answer = ask("GET", path.toString());
    if (json) {
      context.console().line(answer.toString());
      return ExitCode.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode letter : answer.path("items")) {
      rows.add(
          List.of(
              letter.path("id").asText(),
              letter.path("received_at").asText(),
              letter.path("device").asText(),
              letter.path("reason").asText(),
              printable(letter.path("detail").asText())));
    }
    context.console().table(List.of("ID", "RECEIVED", "DEVICE", "REASON", "DETAIL"), rows);
    return ExitCode.OK;
  }

  @Audited({Act.TOKEN_ISSUED, Act.DEAD_LETTERS_READ})
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one with its payload.")
  int show(@Parameters(paramLabel = "ID") long id, @Option(names = "--json") boolean json)
      throws IOException, InterruptedException {
    JsonNode letter = ask("GET", "/api/v1/dead-letters/" + id);
    if (json) {
      context.console().line(letter.toString());
      return ExitCode.OK;
    }
    letter
        .properties()
        .forEach(field -> {
          if (!field.getKey().equals("payload_base64")) {
            context.console().line(field.getKey() + ": " + printable(field.getValue().asText()));
          }
        });
    byte[] payload = Base64.getDecoder().decode(letter.path("payload_base64").asText());
    context.console().line("payload: " + printable(new String(payload, StandardCharsets.UTF_8)));
    return ExitCode.OK;
  }

  @Audited({Act.TOKEN_ISSUED, Act.DEAD_LETTER_REPLAYED})
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Hands one in again, with its device type of today.")
  int replay(@Parameters(paramLabel = "ID") long id) throws IOException, InterruptedException {
    context.console().line(ask("POST", "/api/v1/dead-letters/" + id + "/replay").toString());
    return ExitCode.OK;
  }

  private JsonNode ask(String method, String path) throws IOException, InterruptedException {
    RunningProduct product =
        context
            .running()
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.UNREACHABLE, "No product runs here. Start it: ./veedel up"));
    String token = context.withDatabase(DeadLettersCommand::token).token();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(product.url() + path))
                  .timeout(Duration.ofSeconds(30))
                  .header("Authorization", "Bearer " + token)
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode answer =
          response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
      if (response.statusCode() >= 400) {
        throw new CommandFailure(
            ExitCode.FAILED,
            answer.path("title").asText("HTTP " + response.statusCode())
                + ": "
                + answer.path("detail").asText());
      }
      return answer;
    }
  }

  /** Who can open the database may act as an admin; the token is good for a minute. */
  private static IssuedToken token(Database database) {
    Accounts accounts = new Accounts(database.dataSource());
    Account admin =
        accounts
            .findByName(Accounts.ADMIN_NAME)
            .filter(account -> account.role() == Role.ADMIN)
            .orElseThrow(
                () -> new CommandFailure(ExitCode.FAILED, "There is no admin account yet."));
    return accounts.issueApiToken(admin, "command line", TOKEN_LIFETIME);
  }

  /** Text of a device on a terminal: no control characters, no escape sequences. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
