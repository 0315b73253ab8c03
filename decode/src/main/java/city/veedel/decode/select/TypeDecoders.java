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
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The decoders of device types, each made once a version. One that cannot be made refuses every
 * message of its type with the reason, so that they are kept until it is mended.
 */
public final class TypeDecoders {
  /** Where vendors' scripts run; they need threads and a clock, which this module has not. */
  @FunctionalInterface
  public interface Scripts {
    SourcedCodec codec(String typeId, String source);
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

  private final Decoders plain;
  private final Scripts scripts;
  private final Map<String, Made> byType = new ConcurrentHashMap<>();

  public TypeDecoders(Scripts scripts) {
    this(Decoders.standard(), scripts);
  }

  /**
   * @param plain that need neither source nor mapping
   */
  public TypeDecoders(Decoders plain, Scripts scripts) {
    this.plain = plain;
    this.scripts = scripts;
  }

  private record Made(int version, Decoding decoding, TypeDecoder decoder) {
    boolean isOf(DeviceType type) {
      return version == type.version() && decoding.equals(type.decoding());
    }
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
    Made made = byType.get(type.id());
    return made != null && made.isOf(type) ? Optional.of(made.decoder()) : Optional.empty();
  }

  /** The type's decoder; reading a script or an expression may take a second the first time. */
  public TypeDecoder of(DeviceType type) {
    return findReady(type).orElseGet(() -> make(type));
  }

  private TypeDecoder make(DeviceType type) {
    TypeDecoder decoder =
        switch (compile(type)) {
          case Ready(TypeDecoder ready) -> ready;
          case Broken(List<Fault> faults) -> refusing(type, faults);
        };
    byType.put(type.id(), new Made(type.version(), type.decoding(), decoder));
    return decoder;
  }

  /** Makes a decoder that is not kept, as for a type nobody has saved yet. */
  public Compiled compile(DeviceType type) {
    Decoding decoding = type.decoding();
    try {
      return switch (decoding.decoder()) {
        case CAYENNE_LPP -> withoutSource(decoding, new CayenneLpp());
        case DOCUMENT -> withoutSource(decoding, new DocumentCodec());
        case FIELD_TABLE -> fieldTable(decoding);
        case FORMATTED -> quick(MappedDecoder.ofFormatted(decoding.envelope(), decoding.mapping()));
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
                        "there is no decoder \""
                            + decoding.decoder()
                            + "\"; there are "
                            + names()));
      };
    } catch (IllegalArgumentException e) {
      return broken("/fields", String.valueOf(e.getMessage()));
    }
  }

  private Compiled script(DeviceType type, Decoding decoding) {
    SourcedCodec codec = scripts.codec(type.id(), decoding.source());
    return codec
        .check()
        .<Compiled>map(fault -> new Broken(List.of(inSource(fault))))
        .orElseGet(() ->
            new Ready(
                new TypeDecoder(
                    MappedDecoder.of(decoding.envelope(), codec, decoding.mapping()), false)));
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
      case FieldTable.Compilation.Compiled(FieldTable table) -> mapped(decoding, table);
      case FieldTable.Compilation.Faulty(List<Fault> faults) ->
          new Broken(faults.stream().map(TypeDecoders::inSource).toList());
    };
  }

  private static Compiled withoutSource(Decoding decoding, Codec codec) {
    return decoding.source().isEmpty()
        ? mapped(decoding, codec)
        : broken(SOURCE, "the decoder " + decoding.decoder() + " takes no source");
  }

  private static Compiled mapped(Decoding decoding, Codec codec) {
    return quick(MappedDecoder.of(decoding.envelope(), codec, decoding.mapping()));
  }

  private static Compiled quick(Decoder decoder) {
    return new Ready(new TypeDecoder(decoder, true));
  }

  private static Compiled withoutParts(Decoding decoding, Decoder decoder) {
    return decoding.equals(Decoding.by(decoding.decoder()))
        ? quick(decoder)
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
