package city.veedel.standalone.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * {@code docs/promises.md}: every promise with how it is proved and what the given runs found. A
 * promise without a figure says so; a failed campaign stands there as failed.
 */
public final class PromisesPage {
  private static final String BEGINNING =
      """
      # Promises

      Acknowledged means durable: PUBACK to QoS 1, PUBREC and PUBCOMP to QoS 2, CoAP 2.04 to a confirmable request, HTTP 202. What follows
      from that, how it is broken on purpose, and what came of it. Written by `./veedel prove --page RESULTS…` from the results of runs,
      never by hand. Again, from a seed: `./veedel prove --seed N`.

      """;

  private static final String NOT_PROMISED =
      """

      ## Not promised

      - MQTT QoS 0 and CoAP NON: counted, not kept for certain.
      - The loss of the gateway's disk: until the database has a reading there is one copy of it.
      - More than the journal may hold (`VEEDEL_JOURNAL_CAPACITY`): then devices are told to wait (`docs/limits.md`).
      - What a device loses before it is acknowledged.
      - A bit that flips in the very last commit before a crash: it looks like a write the crash has torn, and is cut without a report.
      - An MQTT 5 device whose QoS 2 message was refused, and which never heard so, may send it again: a second dead letter.
      - Whether the machine's disk keeps what it says it has synced: seen from inside, only our asking can be tested.
      - What is answered after the disk was taken from a machine that goes on: ext4 then lets a sync under way end as if it were done. A power cut takes the machine too, so `prove` counts no answer between the cut and the start.
      - That a whole machine is replaced at once: there is one process; a restored backup begins where it ended (`docs/backup.md`).
      """;

  private final List<JsonNode> campaigns;
  private final List<JsonNode> runs;
  private final Optional<Properties> simulation;

  /**
   * @param runs results of {@code prove}
   * @param simulation counts of the simulation, if it was run
   */
  public PromisesPage(List<JsonNode> runs, Optional<Properties> simulation) {
    this.runs = List.copyOf(runs);
    this.simulation = simulation;
    this.campaigns =
        this.runs.stream()
            .flatMap(run -> StreamSupport.stream(run.path("campaigns").spliterator(), false))
            .toList();
  }

  /** The page as Markdown. */
  public String markdown() {
    StringBuilder page = new StringBuilder(BEGINNING);
    page.append("| # | promise | how it is broken | last runs |\n|---|---|---|---|\n");
    for (Promise promise : Promise.values()) {
      page.append(
          "| %s | %s | %s | %s |\n"
              .formatted(promise, promise.sentence(), promise.proof(), figure(promise)));
    }
    page.append(controls()).append(simulated()).append(provenance()).append(NOT_PROMISED);
    return page.toString();
  }

  private String figure(Promise promise) {
    List<JsonNode> about =
        campaigns.stream()
            .filter(campaign -> !isControl(campaign) && isAbout(campaign, promise))
            .toList();
    List<JsonNode> ran = about.stream().filter(campaign -> !campaign.has("skipped")).toList();
    if (ran.isEmpty()) {
      return about.isEmpty()
          ? "tests only"
          : "skipped: " + about.getFirst().path("skipped").asText();
    }
    List<String> parts = new ArrayList<>();
    parts.add(sum(ran, "faults") + " faults");
    parts.add(readings(ran, "acknowledged") + " readings acknowledged");
    parts.add("lost " + readings(ran, "lost"));
    parts.add("stored twice " + readings(ran, "duplicate"));
    parts.add("changed " + readings(ran, "corrupt"));
    parts.add("latest gone back " + readings(ran, "order"));
    if (promise == Promise.P9) {
      parts.add("set aside " + readings(ran, "setAside"));
    }
    if (promise == Promise.P10) {
      parts.add("slowest start %.1f s".formatted(slowestStart(ran)));
    }
    if (promise == Promise.P26) {
      parts.add("receipts off by " + readings(ran, "receiptsOff"));
    }
    ran.forEach(campaign -> parts.addAll(HostileParts.of(promise, campaign.path("hostile"))));
    String failed =
        ran.stream()
            .filter(campaign -> !campaign.path("passed").asBoolean())
            .map(campaign -> campaign.path("campaign").asText() + " " + findings(campaign))
            .collect(Collectors.joining("; "));
    return String.join(", ", parts) + (failed.isEmpty() ? "" : "; **FAILED: " + failed + "**");
  }

  private static double slowestStart(List<JsonNode> campaigns) {
    return campaigns.stream()
        .mapToDouble(campaign -> campaign.path("slowestStartSeconds").asDouble())
        .max()
        .orElse(0);
  }

  private static boolean isControl(JsonNode campaign) {
    return campaign.path("control").asBoolean();
  }

  private static boolean isAbout(JsonNode campaign, Promise promise) {
    return StreamSupport.stream(campaign.path("promises").spliterator(), false)
        .anyMatch(name -> name.asText().equals(promise.name()));
  }

  private static String sum(List<JsonNode> campaigns, String field) {
    return grouped(campaigns.stream().mapToLong(campaign -> campaign.path(field).asLong()).sum());
  }

  private static String readings(List<JsonNode> campaigns, String field) {
    return grouped(
        campaigns.stream()
            .mapToLong(campaign -> campaign.path("readings").path(field).asLong())
            .sum());
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String findings(JsonNode campaign) {
    return StreamSupport.stream(campaign.path("findings").spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(", "));
  }

  private String controls() {
    StringBuilder text =
        new StringBuilder(
            """

            ## The check can fail

            Products that lie on purpose (no setting reaches this; `prove.control`), each of which must be found out in the same run.

            | lie | found out by |
            |---|---|
            """);
    campaigns.stream()
        .filter(PromisesPage::isControl)
        .forEach(control ->
            text.append(
                "| %s | %s |\n"
                    .formatted(
                        control.path("campaign").asText().replace("control-", "").replace('-', ' '),
                        caught(control))));
    return text.toString();
  }

  private static String caught(JsonNode control) {
    if (control.has("skipped")) {
      return "skipped: " + control.path("skipped").asText();
    }
    return control.path("passed").asBoolean() ? findings(control) : "**NOT FOUND OUT**";
  }

  private String simulated() {
    return simulation
        .map(counts ->
            """

            ## Simulated

            Real decoders, intake, MQTT sessions, journal entries, ingest and decisions of the store in one thread; network, disk, clock and
            tables by seed (`docs/decisions/0012`). In every build: seeds %s to %s, of which %s failed; %s values, %s crashes of which %s
            power cuts, %s flipped bits. Six mistakes made on purpose are found in the same test.
            """
                .formatted(
                    counts.getProperty("first-seed"),
                    Long.parseLong(counts.getProperty("first-seed"))
                        + Long.parseLong(counts.getProperty("seeds"))
                        - 1,
                    counts.getProperty("failed-seeds"),
                    number(counts, "values"),
                    number(counts, "crashes"),
                    number(counts, "power-cuts"),
                    number(counts, "flipped-bits")))
        .orElse("");
  }

  private static String number(Properties counts, String name) {
    return grouped(Long.parseLong(counts.getProperty(name)));
  }

  private String provenance() {
    StringBuilder text = new StringBuilder("\n## The runs\n\n");
    for (JsonNode run : runs) {
      text.append(
          "- %s, seed %s, %s processors, %s: %s\n"
              .formatted(
                  run.path("time").asText(),
                  run.path("seed").asText(),
                  run.path("machine").path("processors").asText(),
                  run.path("machine").path("system").asText(),
                  StreamSupport.stream(run.path("campaigns").spliterator(), false)
                      .filter(campaign -> !campaign.has("skipped"))
                      .map(campaign ->
                          "%s on %s (%s s)"
                              .formatted(
                                  campaign.path("campaign").asText(),
                                  campaign.path("engine").asText(),
                                  campaign.path("seconds").asText()))
                      .collect(Collectors.joining(", "))));
    }
    return text.toString();
  }
}
