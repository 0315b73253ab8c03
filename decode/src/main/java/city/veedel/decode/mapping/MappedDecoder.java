package city.veedel.decode.mapping;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.decode.document.Places;
import city.veedel.decode.envelope.Envelopes;
import city.veedel.decode.envelope.Opened;
import city.veedel.decode.mapping.MappedMessage.Otherwise;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Out of the envelope, through the codec, by the mapping. The time of a reading is that of the
 * message's own field; without one the network server's receive time; without that none, and the
 * time of receipt here is taken. Pointers of what a codec made of bytes lead into the codec's
 * document; all others into the payload.
 */
public final class MappedDecoder implements Decoder {
  private final Envelope envelope;
  private final @Nullable Codec codec;
  private final FieldMappings mappings;

  private MappedDecoder(Envelope envelope, @Nullable Codec codec, FieldMappings mappings) {
    this.envelope = envelope;
    this.codec = codec;
    this.mappings = mappings;
    if (envelope != Envelope.NONE && mappings.maps(Target.THING)) {
      throw new IllegalArgumentException(
          "thing: the network server says which device it is; map the field to ignore");
    }
  }

  /**
   * @throws IllegalArgumentException when the mapping is not usable, see {@link FieldMappings#of}
   */
  public static MappedDecoder of(Envelope envelope, Codec codec, List<FieldMapping> mappings) {
    return new MappedDecoder(envelope, codec, FieldMappings.of(mappings));
  }

  /**
   * Maps the document that the network server's own payload formatter makes.
   *
   * @throws IllegalArgumentException when there is no envelope, or the mapping is not usable
   */
  public static MappedDecoder ofFormatted(Envelope envelope, List<FieldMapping> mappings) {
    if (envelope == Envelope.NONE) {
      throw new IllegalArgumentException("without a network server nothing is formatted before");
    }
    return new MappedDecoder(envelope, null, FieldMappings.of(mappings));
  }

  @Override
  public Decoded decode(Payload payload, ContentFormat format, Instant receivedAt) {
    return switch (Envelopes.open(envelope, payload, format, receivedAt)) {
      case Opened.Event(String what) -> new Decoded.Nothing(what);
      case Opened.Undecodable(List<Fault> faults) -> new Decoded.Undecodable(faults);
      case Opened.Measurement measurement ->
          codec == null ? formatted(measurement, payload) : decode(measurement, codec);
    };
  }

  private Decoded decode(Opened.Measurement measurement, Codec by) {
    Uplink uplink = measurement.uplink();
    if (envelope != Envelope.NONE && uplink.payload().length() == 0) {
      return new Decoded.Nothing("an uplink without payload holds no measurement");
    }
    return switch (by.decode(uplink)) {
      case CodecResult.Undecodable(List<Fault> faults) ->
          new Decoded.Undecodable(
              faults.stream().map(fault -> inEnvelope(fault, measurement.payloadAt())).toList());
      case CodecResult.Document(JsonNode root, List<String> warnings) ->
          by instanceof DocumentCodec && envelope == Envelope.NONE
              ? located(map(measurement, root, "", warnings), uplink)
              : map(measurement, root, "", warnings);
    };
  }

  private Decoded formatted(Opened.Measurement measurement, Payload payload) {
    return measurement
        .document()
        .map(root ->
            located(
                map(measurement, root, measurement.documentAt(), List.of()),
                new Uplink(payload, ContentFormat.JSON, Uplink.NO_PORT, Instant.EPOCH)))
        .orElseGet(() ->
            new Decoded.Undecodable(
                List.of(
                    new Fault(
                        RefusalReason.VALUE_INVALID,
                        "the network server sent no decoded payload; give the device a payload"
                            + " formatter there, or the device type a decoder here",
                        measurement.documentAt(),
                        0,
                        0))));
  }

  private Decoded map(
      Opened.Measurement measurement, JsonNode root, String rootAt, List<String> warnings) {
    return new MappedMessage(
            mappings, root, rootAt, new Otherwise(measurement.thing(), measurement.time()))
        .read(warnings);
  }

  /** Places in a text the sender can look at, unlike those in what a codec made. */
  private static Decoded located(Decoded decoded, Uplink uplink) {
    return decoded instanceof Decoded.Undecodable(List<Fault> faults)
        ? new Decoded.Undecodable(
            Places.locate(faults, uplink.payload(), DocumentCodec.syntaxOf(uplink)))
        : decoded;
  }

  private static Fault inEnvelope(Fault fault, String payloadAt) {
    return fault.offset() == Fault.NO_OFFSET || !fault.pointer().isEmpty()
        ? fault
        : new Fault(fault.reason(), fault.detail(), payloadAt, 0, 0, fault.offset());
  }
}
