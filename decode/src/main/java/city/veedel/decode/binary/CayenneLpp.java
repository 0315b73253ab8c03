package city.veedel.decode.binary;

import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Cayenne Low Power Payload: channel, type and value, again and again. Fields are called as The
 * Things Stack's formatter calls them: {@code temperature_1}, {@code gps_3}. Of a channel and type
 * that comes twice the later value is kept.
 */
public final class CayenneLpp implements Codec {
  @Override
  public CodecResult decode(Uplink uplink) {
    byte[] bytes = uplink.payload().bytes();
    try {
      if (bytes.length == 0 || bytes.length > FieldTable.MAX_PAYLOAD) {
        throw new Unreadable(
            bytes.length == 0 ? RefusalReason.PAYLOAD_MALFORMED : RefusalReason.TOO_LARGE,
            "a payload has 1 to " + FieldTable.MAX_PAYLOAD + " bytes, this one " + bytes.length,
            0);
      }
      ByteCursor cursor = new ByteCursor(bytes);
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      while (cursor.remaining() > 0) {
        read(cursor, document);
      }
      return new CodecResult.Document(document);
    } catch (Unreadable e) {
      return new CodecResult.Undecodable(List.of(e.fault()));
    }
  }

  private static void read(ByteCursor cursor, ObjectNode document) throws Unreadable {
    long channel = cursor.unsigned(1, false, "a channel");
    int at = cursor.offset();
    int code = (int) cursor.unsigned(1, false, "the type of channel " + channel);
    CayenneType type = CayenneType.find(code);
    if (type == null) {
      throw new Unreadable(
          RefusalReason.PAYLOAD_MALFORMED,
          "type "
              + code
              + " of channel "
              + channel
              + " is none of Cayenne LPP, so its length is unknown; is the payload Cayenne LPP?",
          at);
    }
    String name = type.fieldName() + '_' + channel;
    List<CayenneType.Part> parts = type.parts();
    if (parts.size() == 1) {
      document.set(name, number(cursor, parts.getFirst(), name));
      return;
    }
    ObjectNode object = document.putObject(name);
    for (CayenneType.Part part : parts) {
      object.set(part.name(), number(cursor, part, name + '/' + part.name()));
    }
  }

  private static JsonNode number(ByteCursor cursor, CayenneType.Part part, String name)
      throws Unreadable {
    long unsigned = cursor.unsigned(part.bytes(), false, name);
    int width = part.bytes() * 8;
    long value = ByteCursor.extend(unsigned, width, part.signed());
    return part.divisor() == 1
        ? new Raw.Whole(value, width, part.signed()).json()
        : DoubleNode.valueOf((double) value / part.divisor());
  }
}
