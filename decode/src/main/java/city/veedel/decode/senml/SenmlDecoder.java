package city.veedel.decode.senml;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Documents;
import city.veedel.decode.document.Documents.MalformedException;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Faults;
import city.veedel.model.Payload;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * Reads SenML packs in JSON and CBOR. Where the format is undeclared, the first byte tells. A pack
 * with one fault gives no readings at all.
 */
public final class SenmlDecoder implements Decoder {
  @Override
  public Decoded decode(Payload payload, ContentFormat format, Instant receivedAt) {
    Faults faults = new Faults();
    Syntax syntax = syntaxOf(payload, format);
    try (JsonParser parser = Documents.open(payload, syntax)) {
      return decode(parser, syntax, faults, receivedAt);
    } catch (MalformedException e) {
      faults.addLast(Documents.malformed(e));
      return faults.undecodable();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
  }

  private static Decoded decode(JsonParser parser, Syntax syntax, Faults faults, Instant receivedAt)
      throws IOException {
    try {
      List<Resolved> records = new SenmlPack(parser, syntax, faults).read();
      List<Reading> readings = new SenmlReadings(receivedAt, faults).of(records);
      return faults.isEmpty() ? new Decoded.Readings(readings) : faults.undecodable();
    } catch (Faults.TooMany e) {
      return faults.undecodable();
    } catch (JacksonException e) {
      faults.addLast(Documents.malformed(parser, e, syntax));
      return faults.undecodable();
    }
  }

  private static Syntax syntaxOf(Payload payload, ContentFormat format) {
    return switch (format) {
      case SENML_CBOR, CBOR, OCTETS -> Syntax.CBOR;
      case SENML_JSON, JSON -> Syntax.JSON;
      case UNDECLARED -> Documents.syntaxOf(payload);
    };
  }
}
