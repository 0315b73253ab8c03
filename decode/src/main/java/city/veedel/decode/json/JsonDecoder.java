package city.veedel.decode.json;

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
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Reads the platform's own JSON messages. A message with one fault gives no readings at all. */
public final class JsonDecoder implements Decoder {
  private final PlainMessages plainMessages = new PlainMessages();

  @Override
  public Decoded decode(Payload payload, ContentFormat format, Instant receivedAt) {
    List<Reading> plain = plainMessages.read(payload.bytes());
    return plain == null ? decodeThoroughly(payload) : new Decoded.Readings(plain);
  }

  /** Reads a message that is in memory already, by the same rules; its faults have no lines. */
  public static Decoded decode(JsonNode message) {
    try (JsonParser parser = message.traverse()) {
      return decode(parser, new Faults());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
  }

  /** Reads everything, and says of everything that is wrong what and where. */
  static Decoded decodeThoroughly(Payload payload) {
    Faults faults = new Faults();
    try (JsonParser parser = Documents.json(payload)) {
      return decode(parser, faults);
    } catch (MalformedException e) {
      faults.addLast(Documents.malformed(e));
      return faults.undecodable();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
  }

  private static Decoded decode(JsonParser parser, Faults faults) throws IOException {
    JsonMessage message = new JsonMessage(parser, faults);
    try {
      message.read();
    } catch (Faults.TooMany e) {
      return faults.undecodable();
    } catch (JacksonException e) {
      faults.addLast(Documents.malformed(parser, e, Syntax.JSON));
    }
    return faults.isEmpty() ? new Decoded.Readings(message.readings()) : faults.undecodable();
  }
}
