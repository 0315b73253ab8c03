package city.veedel.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.schema.audit.Act;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.CommandLine;
import city.veedel.standalone.testing.TestProduct;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.AnnotatedElement;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command says what it leaves in the audit trail, or why nothing; and does. A command that
 * says neither, or that nobody knows here how to run, fails the build.
 */
class AuditedCommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What takes a city or a life of its own to run, and the test that looks at its entry. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "up", "AuditedStartTest",
          "demo", "AuditedStartTest, AuditedChangesTest.aFleetIsOneEntry",
          "simulate", "AuditedChangesTest.aFleetIsOneEntry",
          "replay", "AuditedChangesTest.aFleetIsOneEntry",
          "decode", "DecodeRecentTest",
          "restore", "BackupDrillTest");

  @TempDir private Path directory;

  @Test
  void everyCommandSaysWhatItLeavesOrWhyNothing() {
    commands()
        .forEach((name, audited) ->
            assertThat(audited.value().length == 0)
                .as("%s is @Audited with acts or exempt with the reason", name)
                .isEqualTo(!audited.exempt().isEmpty()));
  }

  @Test
  void aCommandLeavesWhatItSays() throws Exception {
    Map<String, List<String>> samples = samples();
    Set<String> known = new HashSet<>(samples.keySet());
    known.addAll(ELSEWHERE.keySet());
    Set<String> leaving =
        commands().entrySet().stream()
            .filter(command -> command.getValue().value().length > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(known).as("how to run what leaves an entry").containsAll(leaving);

    try (Product product = TestProduct.start(directory.resolve("data"))) {
      keepADeadLetter(product, TestProduct.addDevice(product, "sender", "json"));
      for (Map.Entry<String, List<String>> sample : samples.entrySet()) {
        long before = Long.parseLong(ask(product, "SELECT audit_entry_id FROM audit_head"));

        CommandLine.Answer answer = veedel(sample.getValue());

        assertThat(answer.code()).as("%s: %s", sample.getValue(), answer.notes()).isZero();
        assertThat(ask(product, "SELECT string_agg(action, ' ') " + since(before)))
            .as("what %s left", sample.getKey())
            .isEqualTo(
                Arrays.stream(audited(sample.getKey()).value())
                    .map(Act::code)
                    .collect(Collectors.joining(" ")));
        assertThat(
                ask(
                    product,
                    "SELECT concat_ws(' ', min(actor) FILTER (WHERE detail ->> 'os_user' IS NOT NULL),"
                        + " min(detail ->> 'os_user')) "
                        + since(before)))
            .isEqualTo("shell " + System.getProperty("user.name"));
      }
    }
  }

  private Map<String, List<String>> samples() throws IOException {
    Path type = directory.resolve("type.yaml");
    Files.writeString(type, "id: acme\ndecoder: json\nkeep-raw-days: 3\n");
    Path next = directory.resolve("next.yaml");
    Files.writeString(next, "id: acme\ndecoder: json\nkeep-raw-days: 4\n");
    Map<String, List<String>> samples = new LinkedHashMap<>();
    samples.put(
        "organisation add", List.of("organisation", "add", "acme-gmbh", "--name", "ACME GmbH"));
    samples.put(
        "account add",
        List.of("account", "add", "vera", "--role", "vendor", "--organisation", "acme-gmbh"));
    samples.put("account password", List.of("account", "password", "vera"));
    samples.put("account token", List.of("account", "token", "vera", "--title", "script"));
    samples.put("account remove", List.of("account", "remove", "vera"));
    samples.put("device add", List.of("device", "add", "box-1", "--theme", "air"));
    samples.put("device quota", List.of("device", "quota", "box-1", "5"));
    samples.put("device rotate", List.of("device", "rotate", "box-1"));
    samples.put("device disable", List.of("device", "disable", "box-1"));
    samples.put("device enable", List.of("device", "enable", "box-1"));
    samples.put(
        "device-type add",
        List.of("device-type", "add", "--file", type.toString(), "--file", next.toString()));
    samples.put("dead-letters list", List.of("dead-letters", "list"));
    samples.put("dead-letters show", List.of("dead-letters", "show", "1"));
    samples.put("dead-letters replay", List.of("dead-letters", "replay", "1"));
    samples.put("backup", List.of("backup", directory.resolve("copy").toString()));
    return samples;
  }

  private CommandLine.Answer veedel(List<String> arguments) {
    return CommandLine.run(
        Map.of("VEEDEL_DATA_DIR", directory.resolve("data").toString()),
        arguments.toArray(String[]::new));
  }

  private static void keepADeadLetter(Product product, String secret) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> refused =
          client.send(
              HttpRequest.newBuilder(URI.create(product.running().url() + "/v1/sender/up"))
                  .header("Authorization", "Bearer " + secret)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"values\":"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> ask(product, "SELECT count(*) FROM dead_letter").equals("1"));
  }

  private static String since(long id) {
    return "FROM (SELECT * FROM audit_entry WHERE audit_entry_id > "
        + id
        + " ORDER BY audit_entry_id) e";
  }

  private static String ask(Product product, String query) {
    return product
        .database()
        .call(connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
          }
        });
  }

  private static Audited audited(String command) {
    return Objects.requireNonNull(commands().get(command), command);
  }

  /** Everything that can be run, by what is typed for it. */
  private static Map<String, Audited> commands() {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Map<String, Audited> found = new TreeMap<>();
    collect(
        VeedelCommand.withSubcommands(new Context(new Console(nowhere, nowhere), Map.of())),
        "",
        found);
    return found;
  }

  private static void collect(
      picocli.CommandLine commandLine, String prefix, Map<String, Audited> found) {
    for (Map.Entry<String, picocli.CommandLine> sub : commandLine.getSubcommands().entrySet()) {
      String name = prefix + sub.getKey();
      Object command = sub.getValue().getCommandSpec().userObject();
      boolean runs =
          command instanceof AnnotatedElement
              || command instanceof java.util.concurrent.Callable<?>;
      if (runs) {
        AnnotatedElement element =
            command instanceof AnnotatedElement method ? method : command.getClass();
        Audited audited = element.getAnnotation(Audited.class);
        assertThat(audited).as("@Audited of " + name).isNotNull();
        found.put(name, audited);
      }
      collect(sub.getValue(), name + " ", found);
    }
  }

  @Test
  void theActsInTheDocumentationAreThese() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # What is audited

            Made by `AuditedCommandsTest` from the acts of `city.veedel.schema.audit.Act`, `x-audit` of the API's description and
            `@Audited` of the commands. `AuditedOperationsTest` and `AuditedCommandsTest` do each of them and look for its entry; an
            operation or a command that says nothing fails the build. To write this page again:
            `mvn -pl standalone test -Dtest=AuditedCommandsTest -Dveedel.write-docs=true`.

            | action | subject | what happened: further details | over HTTP | by `./veedel` |
            |---|---|---|---|---|
            """);
    Map<String, List<String>> operations = operations();
    Map<String, List<String>> byCommand = new TreeMap<>();
    commands()
        .forEach((name, audited) -> {
          for (Act act : audited.value()) {
            byCommand.computeIfAbsent(act.code(), code -> new ArrayList<>()).add(name);
          }
        });
    for (Act act : Act.values()) {
      text.append("| `")
          .append(String.join("` | ", act.code(), act.subject()))
          .append(" | ")
          .append(act.meaning())
          .append(" | ")
          .append(cell(operations.get(act.code())))
          .append(" | ")
          .append(cell(byCommand.get(act.code())))
          .append(" |\n");
    }
    text.append(
        """

        - **Who.** `actor` is an account, with `role`, `organisation` and `address` in the details; `shell` for a command line or a start,
          with `os_user`, the user of the operating system; `gateway` for what happened by itself; `anybody` for refused logins.
          `./veedel dead-letters` asks over HTTP as `admin`; the `token.issued` just before says which user of the machine did.
        - **Together.** A change and its entry are one transaction: what cannot be told is not done, what was refused leaves nothing.
          Only a changed file of bridges, which is no change in the database, is told by the next start if the trail is away.
          The entry is written last, so the trail, which one writer holds at a time, is held for a moment. Devices never wait for it:
          what they send goes to the journal, and the only entry of theirs, that of an exceeded quota, is written by a thread apart.
        - **Never.** No password, secret or token, no content of a message, no name that was typed at a refused login unless an account
          has it: people type passwords there.
        - **Refused logins** are counted in memory and written once a minute, one entry for each account and one for all other names
          (`docs/limits.md`); when the product is killed, up to a minute of them is lost, and only of them.
        - A dead letter that was replayed is taken by the journal before its entry is written. If the database goes away in between,
          the letter stays open and has no entry; what it held is stored once all the same, also when it is replayed again.
        - Not audited: reading what every login of the role sees anyway (map, series, lists of devices, the trail itself), and whoever
          asks the database past the product, such as Grafana: that is PostgreSQL's to log.
        """);
    Path document = Path.of("..", "docs", "conformance", "audit.md");
    if (Boolean.getBoolean("veedel.write-docs")) {
      Files.writeString(document, text);
    }

    assertThat(document)
        .as("write it again: -Dveedel.write-docs=true")
        .content()
        .isEqualTo(text.toString());
  }

  private static String cell(@org.jspecify.annotations.Nullable List<String> names) {
    return names == null
        ? "–"
        : names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static Map<String, List<String>> operations() throws IOException {
    JsonNode document;
    try (InputStream in =
        AuditedCommandsTest.class.getResourceAsStream("/city/veedel/dashboard/http/openapi.json")) {
      document = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    Map<String, List<String>> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String name = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        operation
            .getValue()
            .path("x-audit")
            .forEach(act ->
                operations.computeIfAbsent(act.asText(), code -> new ArrayList<>()).add(name));
      }
    }
    return operations;
  }
}
