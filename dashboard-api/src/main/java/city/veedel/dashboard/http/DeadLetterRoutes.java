package city.veedel.dashboard.http;

import city.veedel.dashboard.query.DeadLetters;
import city.veedel.dashboard.query.Receipts;
import city.veedel.dashboard.store.ReceiptTable;
import city.veedel.model.DeadLetter;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What could not be stored, handing it in again, and what became of everything else. */
final class DeadLetterRoutes {
  private static final Access READERS =
      Access.of(Role.OPERATOR, Role.VENDOR, Role.STEWARD, Role.ADMIN);
  private static final String ALL = "-";
  private static final int MOST = 500;
  private static final int USUAL = 50;
  private static final int LATEST_REFUSALS = 10;
  private static final Duration USUAL_SPAN = Duration.ofHours(24);
  private static final Duration LONGEST_SPAN = Duration.ofDays(366);
  private static final List<String> STATES = List.of("open", "replayed", "discarded");

  private final DeadLetters letters;
  private final ReceiptTable receipts;
  private final Cursors cursors;
  private final InstantSource clock;
  private final RecentReads reads;

  DeadLetterRoutes(
      DeadLetters letters, ReceiptTable receipts, Cursors cursors, InstantSource clock) {
    this.letters = letters;
    this.receipts = receipts;
    this.cursors = cursors;
    this.clock = clock;
    this.reads = new RecentReads(clock);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/dead-letters", READERS, this::list),
        Endpoint.get("/api/v1/dead-letters/:id", READERS, this::show),
        Endpoint.post("/api/v1/dead-letters/:id/replay", READERS, this::replay),
        Endpoint.get("/api/v1/devices/:id/receipts", READERS, this::receipts));
  }

  private Answer list(Request request) {
    Parameters parameters = request.parameters();
    Optional<String> device = parameters.find("device");
    Optional<String> reason =
        parameters.word(
            "reason", Arrays.stream(RefusalReason.values()).map(RefusalReason::code).toList());
    Optional<String> state = parameters.word("state", STATES);
    int limit = parameters.integer("limit", 1, MOST, USUAL);
    String purpose = "dead-letters/" + device + reason + state;
    long before =
        parameters
            .find("cursor")
            .map(cursor -> Long.parseLong(cursors.open(purpose, cursor)))
            .orElse(Long.MAX_VALUE);
    List<DeadLetters.Kept> found =
        shown(
            request,
            device.orElse(ALL),
            purpose + before + "/" + limit,
            limit,
            shown ->
                letters.list(
                    new DeadLetters.Wanted(
                        device, reason, state, before, organisationOf(request), limit + 1),
                    shown));
    boolean more = found.size() > limit;
    List<DeadLetters.Kept> page = more ? found.subList(0, limit) : found;
    String next = more ? cursors.seal(purpose, Long.toString(page.getLast().id())) : null;
    return Answer.json(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (DeadLetters.Kept kept : page) {
        write(json, kept);
      }
      json.writeEndArray();
      json.writeStringField("next", next);
      json.writeEndObject();
    });
  }

  /**
   * What {@code read} gives, once the audit trail says that it was shown.
   *
   * @param subject for the trail
   * @param question what is asked for, down to the page
   * @param most letters that are shown of those that are read
   */
  private <T> T shown(
      Request request,
      String subject,
      String question,
      int most,
      Function<DeadLetters.Shown, T> read) {
    Actor who = request.actor();
    AtomicReference<@Nullable AuditEntry> told = new AtomicReference<>();
    T answer =
        read.apply(found -> {
          Optional<AuditEntry> entry =
              reads.entry(who, subject, question, Math.min(found.size(), most));
          entry.ifPresent(told::set);
          return entry;
        });
    AuditEntry entry = told.get();
    if (entry != null) {
      reads.kept(who, question, entry);
    }
    return answer;
  }

  private static @Nullable Integer organisationOf(Request request) {
    return RegistryRoutes.organisationOf(request.requireAccount());
  }

  private static void write(JsonGenerator json, DeadLetters.Kept kept) throws IOException {
    DeadLetter letter = kept.letter();
    json.writeStartObject();
    json.writeNumberField("id", kept.id());
    json.writeStringField("device", letter.provenance().device().value());
    json.writeStringField("protocol", letter.provenance().protocol().code());
    json.writeStringField("address", letter.address());
    json.writeStringField("content_format", letter.contentFormat());
    json.writeStringField("received_at", letter.provenance().receivedAt().toString());
    json.writeStringField("reason", letter.reason().code());
    json.writeStringField("detail", letter.detail());
    json.writeStringField("pointer", letter.pointer());
    ThingJson.writeDecoderVersion(json, letter.provenance().decoderVersion());
    json.writeNumberField("observations", letter.observations());
    json.writeBooleanField("acknowledged", letter.acknowledged());
    json.writeStringField(
        "payload_base64", Base64.getEncoder().encodeToString(letter.payload().bytes()));
    json.writeStringField("state", kept.state());
    json.writeEndObject();
  }

  private Answer show(Request request) {
    long id = idOf(request);
    DeadLetters.Kept kept =
        shown(
                request,
                Long.toString(id),
                "dead-letter/" + id,
                1,
                shown -> letters.find(id, organisationOf(request), shown))
            .orElseThrow(() -> unknown(id));
    return Answer.json(json -> write(json, kept));
  }

  private static long idOf(Request request) {
    String id = request.pathParameter("id");
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new ProblemException(
          Problem.notFound(
              "A dead letter's id is a whole number, was " + Parameters.quoted(id) + "."));
    }
  }

  private static ProblemException unknown(long id) {
    return new ProblemException(Problem.notFound("There is no dead letter " + id + "."));
  }

  private Answer replay(Request request) {
    long id = idOf(request);
    return switch (letters.replay(id, organisationOf(request), request.actor())) {
      case DeadLetters.Replay.Unknown() -> throw unknown(id);
      case DeadLetters.Replay.NotOpen(String state) ->
          throw new ProblemException(
              Problem.of(
                  409,
                  "dead_letter_not_open",
                  "Only open dead letters can be replayed",
                  "The dead letter " + id + " is " + state + "."));
      case DeadLetters.Replay.HandedIn(Outcome outcome) -> replayed(id, outcome);
    };
  }

  private static Answer replayed(long id, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted(int observations, int setAside) ->
          Answer.json(json -> {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("outcome", "accepted");
            json.writeNumberField("observations", observations);
            json.writeNumberField("set_aside", setAside);
            json.writeEndObject();
          });
      case Outcome.Refused(RefusalReason reason, String detail, String pointer, boolean kept) ->
          Answer.json(json -> {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("outcome", "refused");
            json.writeStringField("reason", reason.code());
            json.writeStringField("detail", detail);
            json.writeStringField("pointer", pointer);
            json.writeEndObject();
          });
      case Outcome.Busy(Duration retryAfter) ->
          throw new ProblemException(
              Problem.retryLater(
                  503,
                  "intake_busy",
                  "The gateway is busy",
                  "The dead letter stays open, or is closed when the gateway gets to it; look again"
                      + " later.",
                  Math.max(1, retryAfter.toSeconds())));
    };
  }

  private Answer receipts(Request request) {
    String device = request.pathParameter("id");
    Parameters parameters = request.parameters();
    Instant end = parameters.time("end").orElseGet(clock::instant);
    Instant start = parameters.time("start").orElse(end.minus(USUAL_SPAN));
    if (!start.isBefore(end) || Duration.between(start, end).compareTo(LONGEST_SPAN) > 0) {
      throw Parameters.invalid(
          "start",
          "must be before end and at most 366 days earlier, were " + start + " and " + end);
    }
    Integer organisation = organisationOf(request);
    if (organisation != null && !receipts.devicesOf(organisation).contains(device)) {
      throw new ProblemException(
          Problem.notFound("There is no device " + Parameters.quoted(device) + "."));
    }
    List<DeadLetters.Kept> refusals =
        shown(
            request,
            device,
            "receipts/" + device,
            LATEST_REFUSALS,
            shown ->
                letters.list(
                    new DeadLetters.Wanted(
                        Optional.of(device),
                        Optional.empty(),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        organisation,
                        LATEST_REFUSALS),
                    shown));
    Receipts answer = Receipts.of(device, receipts.hours(device, start, end), refusals);
    return Answer.json(json -> write(json, answer, start, end));
  }

  private static void write(JsonGenerator json, Receipts receipts, Instant start, Instant end)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("device", receipts.device());
    json.writeStringField("start", start.toString());
    json.writeStringField("end", end.toString());
    json.writeObjectFieldStart("totals");
    write(json, receipts.totals());
    json.writeEndObject();
    json.writeArrayFieldStart("hours");
    for (Receipts.Hour hour : receipts.hours()) {
      json.writeStartObject();
      json.writeStringField("hour", hour.hour().toString());
      write(json, hour.counts());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("latest_refusals");
    for (DeadLetters.Kept kept : receipts.latestRefusals()) {
      write(json, kept);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Receipts.Counts counts) throws IOException {
    json.writeNumberField("accepted", counts.accepted());
    json.writeNumberField("stored", counts.stored());
    json.writeNumberField("duplicate", counts.duplicate());
    json.writeNumberField("corrected", counts.corrected());
    json.writeNumberField("late", counts.late());
    json.writeNumberField("quarantined", counts.quarantined());
    json.writeNumberField("refused", counts.refused());
  }
}
