package city.veedel.gateway.mqtt.codec;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a packet that came in. User properties are checked and not kept: nothing here
 * reads them, and their number is the sender's choice.
 */
public final class Properties {
  /** Of packets without properties, and of all packets of MQTT 3.1.1. */
  public static final Properties NONE = new Properties(new EnumMap<>(Property.class));

  private final Map<Property, Object> values;

  private Properties(Map<Property, Object> values) {
    this.values = values;
  }

  public boolean has(Property property) {
    return values.containsKey(property);
  }

  public long number(Property property, long otherwise) {
    return values.get(property) instanceof Long number ? number : otherwise;
  }

  public @Nullable String findText(Property property) {
    return values.get(property) instanceof String text ? text : null;
  }

  /** Reads the properties of a packet [MQTT-2.2.2-1]; ill-placed and repeated ones are refused. */
  static Properties read(WireReader in, PacketType packet) {
    return read(in, packet, false);
  }

  /** Reads the will properties of a CONNECT (section 3.1.3.2). */
  static Properties readOfWill(WireReader in) {
    return read(in, PacketType.CONNECT, true);
  }

  private static Properties read(WireReader in, PacketType packet, boolean will) {
    int length = in.variable();
    if (length == 0) {
      return NONE;
    }
    WireReader bounded = in.slice(length);
    Map<Property, Object> values = new EnumMap<>(Property.class);
    while (bounded.hasMore()) {
      Property property = Property.find(bounded.variable());
      if (property == null || !(will ? property.mayBeInWill() : property.mayBeIn(packet))) {
        throw ProtocolViolation.malformed(
            (property == null ? "unknown property" : "property " + property)
                + " in "
                + (will ? "the will" : packet));
      }
      Object value = readValue(bounded, property);
      if (property != Property.USER_PROPERTY && values.put(property, value) != null) {
        throw ProtocolViolation.error("property " + property + " appears twice");
      }
    }
    return new Properties(values);
  }

  private static Object readValue(WireReader in, Property property) {
    return switch (property.type()) {
      case FLAG -> flag(in.oneByte(), property);
      case TWO_BYTES -> (long) in.twoBytes();
      case FOUR_BYTES -> in.fourBytes();
      case VARIABLE -> (long) in.variable();
      case TEXT -> in.text();
      case BINARY -> in.binary();
      case PAIR -> {
        in.text();
        yield in.text();
      }
    };
  }

  private static Object flag(int value, Property property) {
    if (value > 1) {
      throw ProtocolViolation.error("property " + property + " must be 0 or 1, not " + value);
    }
    return (long) value;
  }
}
