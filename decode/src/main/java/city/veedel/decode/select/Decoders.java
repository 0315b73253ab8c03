package city.veedel.decode.select;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.decode.json.JsonDecoder;
import city.veedel.decode.senml.SenmlDecoder;
import city.veedel.model.RefusalReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The decoders by the names device types use. */
public final class Decoders {
  private final Map<String, Decoder> byName;

  private Decoders(Map<String, Decoder> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** {@code json} and {@code senml}. */
  public static Decoders standard() {
    Decoder json = new JsonDecoder();
    Decoder senml = new SenmlDecoder();
    return new Decoders(
        Map.of(
            "json",
            (payload, format, receivedAt) ->
                switch (format) {
                  case JSON, UNDECLARED -> json.decode(payload, format, receivedAt);
                  case SENML_JSON, SENML_CBOR -> senml.decode(payload, format, receivedAt);
                  case CBOR, OCTETS -> unsupported("json", format, "application/json");
                },
            "senml",
            (payload, format, receivedAt) ->
                switch (format) {
                  case SENML_JSON, SENML_CBOR, UNDECLARED ->
                      senml.decode(payload, format, receivedAt);
                  case JSON -> senml.decode(payload, ContentFormat.SENML_JSON, receivedAt);
                  case CBOR, OCTETS -> unsupported("senml", format, "application/json (SenML)");
                }));
  }

  /** These and one more, for instance of a module of its own. */
  public Decoders and(String name, Decoder decoder) {
    Map<String, Decoder> more = new HashMap<>(byName);
    more.put(name, decoder);
    return new Decoders(more);
  }

  public Optional<Decoder> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public SortedSet<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  private static Decoded unsupported(String decoder, ContentFormat format, String alsoTaken) {
    return new Decoded.Undecodable(
        List.of(
            new Fault(
                RefusalReason.FORMAT_UNSUPPORTED,
                format.mediaType()
                    + " is not read by the decoder "
                    + decoder
                    + "; send "
                    + alsoTaken
                    + ", application/senml+json or application/senml+cbor",
                "",
                0,
                0)));
  }
}
