package city.veedel.gateway.mqtt.codec;

import io.vertx.core.buffer.Buffer;

/** The properties of a packet that goes out. Empty for MQTT 3.1.1. */
public final class PropertyWriter {
  private final Buffer out = Buffer.buffer(0);

  public PropertyWriter number(Property property, long value) {
    out.appendByte((byte) property.identifier());
    switch (property.type()) {
      case FLAG -> out.appendByte((byte) value);
      case TWO_BYTES -> out.appendUnsignedShort((int) value);
      case FOUR_BYTES -> out.appendUnsignedInt(value);
      case VARIABLE, TEXT, BINARY, PAIR ->
          throw new IllegalArgumentException(property + " is not a number");
    }
    return this;
  }

  public PropertyWriter text(Property property, String value) {
    out.appendByte((byte) property.identifier());
    PacketEncoder.appendText(out, value);
    return this;
  }

  /** Bytes of all properties, without the length that stands before them. */
  public int length() {
    return out.length();
  }

  Buffer bytes() {
    return out;
  }
}
