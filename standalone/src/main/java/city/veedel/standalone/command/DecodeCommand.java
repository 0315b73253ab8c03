package city.veedel.standalone.command;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.select.Decoders;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.ingest.store.KeptMessage;
import city.veedel.ingest.store.RawMessages;
import city.veedel.model.Payload;
import city.veedel.schema.Database;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./veedel decode}: what the gateway would make of a payload, with the gateway's own
 * decoder; or, with {@code --recent}, of the last messages that were kept. Stores nothing.
 */
@Audited(Act.MESSAGES_READ)
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Shows what the gateway would make of a payload, with every error pointed at.")
final class DecodeCommand implements Callable<Integer> {
  /** A receipt may be a little ahead of this machine's clock. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private final Context context;

  @Option(names = "--type", defaultValue = "json", description = "Device type (default: json)")
  private String type = "json";

  @Option(names = "--format", description = "Content format, such as application/senml+json")
  private @Nullable String format;

  @Option(
      names = "--recent",
      paramLabel = "N",
      description = "Decodes the last N accepted messages of the type again, as they came in")
  private int recent;

  @Option(names = "--json", description = "One line of JSON")
  private boolean json;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "A file, or - for standard input (default)")
  private String file = "-";

  DecodeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    try (CommandDecoders decoders = new CommandDecoders()) {
      return recent == 0 ? decodeFile(decoders.decoders()) : decodeRecent(decoders.decoders());
    }
  }

  private int decodeFile(TypeDecoders decoders) throws IOException {
    Payload payload =
        Payload.wrap(
            file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file)));
    Decoded decoded = decoder(decoders).decode(payload, contentFormat(), Instant.now());
    if (json) {
      context.console().json(DecodedView.fields(decoded));
    } else {
      DecodedView.show(decoded, context.console());
    }
    return decoded instanceof Decoded.Undecodable ? ExitCode.FAILED : ExitCode.OK;
  }

  private int decodeRecent(TypeDecoders decoders) {
    Decoder decoder = decoder(decoders);
    List<KeptMessage> messages = context.withDatabase(this::recentMessages);
    int undecodable = 0;
    List<Map<String, Object>> items = new ArrayList<>();
    for (KeptMessage kept : messages) {
      Decoded decoded = decode(decoder, kept);
      undecodable += decoded instanceof Decoded.Undecodable ? 1 : 0;
      if (json) {
        Map<String, Object> item = new LinkedHashMap<>(source(kept));
        item.putAll(DecodedView.fields(decoded));
        items.add(item);
      } else {
        context.console().line("");
        context.console().line(DecodedView.printable(String.join("  ", source(kept).values())));
        DecodedView.show(decoded, context.console());
      }
    }
    if (json) {
      context.console().json(Map.of("items", items));
    }
    context
        .console()
        .note(
            messages.isEmpty()
                ? "No message of type " + type + " is kept; see keep_raw_days of the type."
                : messages.size()
                    + " messages decoded again, "
                    + undecodable
                    + " of them not readable.");
    return undecodable == 0 ? ExitCode.OK : ExitCode.PARTIAL;
  }

  /** They are shown when the audit trail says so. */
  private List<KeptMessage> recentMessages(Database database) {
    Instant now = Instant.now();
    List<KeptMessage> messages =
        new RawMessages(database).last(recent, type, Instant.EPOCH, now.plus(AHEAD));
    if (!messages.isEmpty()) {
      Map<String, String> detail = Map.of("count", Integer.toString(messages.size()));
      new AuditTrail(database.dataSource())
          .append(AuditEntry.of(now, Actor.shell(), Act.MESSAGES_READ, type, detail));
    }
    return messages;
  }

  private static Decoded decode(Decoder decoder, KeptMessage kept) {
    ContentFormat format =
        ContentFormat.findByMediaType(kept.message().contentFormat())
            .orElse(ContentFormat.UNDECLARED);
    return decoder.decode(kept.message().payload(), format, kept.provenance().receivedAt());
  }

  private static Map<String, String> source(KeptMessage kept) {
    Map<String, String> source = new LinkedHashMap<>();
    source.put("received_at", kept.provenance().receivedAt().toString());
    source.put("device", kept.provenance().device().value());
    source.put("protocol", kept.provenance().protocol().code());
    source.put("address", kept.message().address());
    source.put("content_format", kept.message().contentFormat());
    return source;
  }

  /** Built-in decoders need no database; other types are looked up in the registry. */
  private Decoder decoder(TypeDecoders decoders) {
    return Decoders.standard()
        .find(type)
        .or(() ->
            context
                .withRegistry(registry -> registry.findDeviceType(type, OptionalInt.empty()))
                .map(found -> decoders.of(found.type()).decoder()))
        .orElseThrow(
            () -> new CommandFailure(ExitCode.USAGE, "There is no device type \"" + type + "\"."));
  }

  private ContentFormat contentFormat() {
    return format == null
        ? ContentFormat.UNDECLARED
        : ContentFormat.findByMediaType(format)
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "\"" + format + "\" is no content format; try application/json"));
  }
}
