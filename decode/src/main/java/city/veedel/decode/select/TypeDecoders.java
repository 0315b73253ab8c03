package city.veedel.decode.select;

import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.decode.binary.CayenneLpp;
import city.veedel.decode.binary.FieldTable;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.community.SensorCommunityDecoder;
import city.veedel.decode.jsonata.JsonataDecoder;
import city.veedel.decode.mapping.DocumentCodec;
import city.veedel.decode.mapping.MappedDecoder;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.RefusalReason;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The decoders of device types, each made once a version and kept within a bound. One that cannot
 * be made refuses every message of its type with the reason, so that they are kept until it is
 * mended.
 *
 * <p>What is kept is shared by all who ask, with the state of a script in it: whoever tries types
 * out has an instance of its own, over a sandbox of its own.
 */
public final class TypeDecoders {
  /** Where vendors' scripts run; they need threads and a clock, which this module has not. */
  @FunctionalInterface
  public interface Scripts {
    SourcedCodec codec(String typeId, String source);
  }

  /**
   * Is told of a version of a type that cannot decode, once while it is kept; on the thread that
   * asked for it first: return soon.
   */
  @FunctionalInterface
  public interface BrokenListener {
    void broken(DeviceType type, List<Fault> faults);
  }

  /** What became of a type's decoder. */
  public sealed interface Compiled {}

  public record Ready(TypeDecoder decoder) implements Compiled {}

  /**
   * @param faults pointers lead into the type, lines and columns into its source
   */
  public record Broken(List<Fault> faults) implements Compiled {}

  private static final String CAYENNE_LPP = "cayenne-lpp";
  private static final String DOCUMENT = "document";
  private static final String FIELD_TABLE = "field-table";
  private static final String FORMATTED = "formatted";
  private static final String JSONATA = "jsonata";
  private static final String JAVASCRIPT = "javascript";
  private static final String SENSOR_COMMUNITY = "sensor-community";

  /** Pointers of the parts of a type that a decoder is made of. */
  private static final String SOURCE = "/source";

  private static final String FIELDS = "/fields";

  private final Decoders plain;
  private final Scripts scripts;
  private final BrokenListener listener;
  private final KeptDecoders kept;

  public TypeDecoders(Scripts scripts) {
    this(Decoders.standard(), scripts);
  }

  /**
   * @param plain that need neither source nor mapping
   */
  public TypeDecoders(Decoders plain, Scripts scripts) {
    this(plain, scripts, TypeDecodersConfig.defaults(), (_, _) -> {});
  }

  /**
   * @param plain that need neither source nor mapping
   */
  public TypeDecoders(
      Decoders plain, Scripts scripts, TypeDecodersConfig config, BrokenListener listener) {
    this.plain = plain;
    this.scripts = scripts;
    this.listener = listener;
    this.kept = new KeptDecoders(config.mostTypes());
  }

  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(plain.names());
    names.addAll(
        List.of(
            CAYENNE_LPP, DOCUMENT, FIELD_TABLE, FORMATTED, JSONATA, JAVASCRIPT, SENSOR_COMMUNITY));
    return names;
  }

  /** The type's decoder, if it need not be made first. */
  public Optional<TypeDecoder> findReady(DeviceType type) {
    Optional<Decoder> builtIn = plainOf(type.decoding());
    if (builtIn.isPresent()) {
      return builtIn.map(decoder -> new TypeDecoder(decoder, true));
    }
    return kept.find(type);
  }

  /**
   * The type's decoder. Reading a script or an expression may take a second the first time; others
   * who ask meanwhile wait for it.
   */
  public TypeDecoder of(DeviceType type) {
    return findReady(type).orElseGet(() -> kept.get(type, this::make));
  }

  private TypeDecoder make(DeviceType type) {
    return switch (compile(type)) {
      case Ready(TypeDecoder ready) -> ready;
      case Broken(List<Fault> faults) -> {
        listener.broken(type, faults);
        yield refusing(type, faults);
      }
    };
  }

  /** Makes a decoder that is not kept, as for a type nobody has saved yet. */
  public Compiled compile(DeviceType type) {
    Decoding decoding = type.decoding();
    return switch (decoding.decoder()) {
      case CAYENNE_LPP -> withoutSource(decoding, new CayenneLpp());
      case DOCUMENT -> withoutSource(decoding, new DocumentCodec());
      case FIELD_TABLE -> fieldTable(decoding);
      case FORMATTED -> formatted(decoding);
      case JAVASCRIPT -> script(type, decoding);
      case JSONATA -> jsonata(decoding);
      case SENSOR_COMMUNITY -> withoutParts(decoding, new SensorCommunityDecoder());
      default ->
          plain
              .find(decoding.decoder())
              .map(decoder -> withoutParts(decoding, decoder))
              .orElseGet(() ->
                  broken(
                      "/decoder",
                      "there is no decoder \"" + decoding.decoder() + "\"; there are " + names()));
    };
  }

  private Compiled script(DeviceType type, Decoding decoding) {
    SourcedCodec codec = scripts.codec(type.id(), decoding.source());
    return codec
        .check()
        .<Compiled>map(fault -> new Broken(List.of(inSource(fault))))
        .orElseGet(() -> mapped(decoding, codec, false));
  }

  private static Compiled jsonata(Decoding decoding) {
    if (decoding.envelope() != Envelope.NONE || !decoding.mapping().isEmpty()) {
      return broken(
          SOURCE,
          "an expression reads the whole message and names the properties: no envelope, no fields");
    }
    return switch (JsonataDecoder.compile(decoding.source())) {
      case JsonataDecoder.Ready(JsonataDecoder decoder) ->
          new Ready(new TypeDecoder(decoder, false));
      case JsonataDecoder.Broken(Fault fault) -> new Broken(List.of(inSource(fault)));
    };
  }

  private static Compiled fieldTable(Decoding decoding) {
    return switch (FieldTable.compile(decoding.source())) {
      case FieldTable.Compilation.Compiled(FieldTable table) -> mapped(decoding, table, true);
      case FieldTable.Compilation.Faulty(List<Fault> faults) ->
          new Broken(faults.stream().map(TypeDecoders::inSource).toList());
    };
  }

  private static Compiled withoutSource(Decoding decoding, Codec codec) {
    return decoding.source().isEmpty()
        ? mapped(decoding, codec, true)
        : broken(SOURCE, "the decoder " + decoding.decoder() + " takes no source");
  }

  private static Compiled formatted(Decoding decoding) {
    if (decoding.envelope() == Envelope.NONE) {
      return broken("/envelope", "without a network server nothing is formatted before; name it");
    }
    if (!decoding.source().isEmpty()) {
      return broken(SOURCE, "the decoder formatted takes no source");
    }
    return mapped(() -> MappedDecoder.ofFormatted(decoding.envelope(), decoding.mapping()), true);
  }

  private static Compiled mapped(Decoding decoding, Codec codec, boolean isQuick) {
    return mapped(() -> MappedDecoder.of(decoding.envelope(), codec, decoding.mapping()), isQuick);
  }

  private static Compiled mapped(Supplier<MappedDecoder> decoder, boolean isQuick) {
    try {
      return new Ready(new TypeDecoder(decoder.get(), isQuick));
    } catch (IllegalArgumentException e) {
      return broken(FIELDS, String.valueOf(e.getMessage()));
    }
  }

  private static Compiled withoutParts(Decoding decoding, Decoder decoder) {
    return decoding.equals(Decoding.by(decoding.decoder()))
        ? new Ready(new TypeDecoder(decoder, true))
        : broken(
            "/decoder",
            "the decoder "
                + decoding.decoder()
                + " names the properties itself: it takes no envelope, no source and no fields");
  }

  /** Of the decoders that every message of the city may meet, without a look into the map. */
  private Optional<Decoder> plainOf(Decoding decoding) {
    return decoding.source().isEmpty()
            && decoding.envelope() == Envelope.NONE
            && decoding.mapping().isEmpty()
        ? plain.find(decoding.decoder())
        : Optional.empty();
  }

  private static Fault inSource(Fault fault) {
    return new Fault(
        fault.reason(), fault.detail(), SOURCE + fault.pointer(), fault.line(), fault.column());
  }

  private static Broken broken(String pointer, String detail) {
    return new Broken(List.of(new Fault(RefusalReason.FORMAT_UNSUPPORTED, detail, pointer, 0, 0)));
  }

  private static TypeDecoder refusing(DeviceType type, List<Fault> faults) {
    Fault first = faults.getFirst();
    String detail =
        "version "
            + type.version()
            + " of the device type "
            + type.id()
            + " cannot decode: "
            + first.detail()
            + " ("
            + first.place()
            + "); the message is kept and can be decoded again after the type is mended";
    Decoded refusal =
        new Decoded.Undecodable(
            List.of(new Fault(RefusalReason.FORMAT_UNSUPPORTED, detail, "", 0, 0)));
    return new TypeDecoder((_, _, _) -> refusal, true);
  }
}
