package city.veedel.simulator.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** MQTT 5.0 from a template: CONNECT, PUBLISH of one topic, and the answers to it. */
final class MqttSpeech implements Speech {
  private static final int CONNACK = 2;
  private static final int PUBACK = 4;
  private static final int PUBREC = 5;
  private static final int PUBCOMP = 7;
  private static final int PINGRESP = 13;
  private static final int DISCONNECT = 14;
  private static final int PINGREQ_LENGTH = 2;
  private static final int FIRST_REFUSAL = 0x80;

  private final LoadDevice device;
  private final int qos;
  private final JsonTemplate payload;
  private final byte[] topic;
  private final int remainingLength;

  /** Messages before each PINGREQ that is not answered yet. */
  private final Queue<Integer> saidBeforePing = new ArrayDeque<>();

  private int saidSincePing;

  MqttSpeech(LoadDevice device, int qos, JsonTemplate payload) {
    this.device = device;
    this.qos = qos;
    this.payload = payload;
    this.topic = ("v1/" + device.id() + "/up").getBytes(StandardCharsets.US_ASCII);
    this.remainingLength = 2 + topic.length + (qos > 0 ? 2 : 0) + 1 + payload.length();
  }

  @Override
  public void greet(ByteBuffer out) {
    byte[] id = device.id().getBytes(StandardCharsets.US_ASCII);
    byte[] secret = device.secret().getBytes(StandardCharsets.UTF_8);
    out.put((byte) 0x10);
    length(10 + 1 + 2 + id.length + 2 + id.length + 2 + secret.length, out);
    string("MQTT".getBytes(StandardCharsets.US_ASCII), out);
    // Level 5, user name + password + clean start, keep alive 60 s, no properties.
    out.put((byte) 5).put((byte) 0xC2).putShort((short) 60).put((byte) 0);
    string(id, out);
    string(id, out);
    string(secret, out);
  }

  @Override
  public int messageLength() {
    return 5 + remainingLength + PINGREQ_LENGTH;
  }

  @Override
  public void send(int slot, long timeMicros, long number, ByteBuffer out) {
    out.put((byte) (0x30 | qos << 1));
    length(remainingLength, out);
    string(topic, out);
    if (qos > 0) {
      out.putShort((short) (slot + 1));
    }
    out.put((byte) 0);
    payload.write(timeMicros, number, out);
    if (qos == 0) {
      saidSincePing++;
    }
  }

  /** A server reads in order: its PINGRESP says that it has read every QoS 0 message before. */
  @Override
  public void endBurst(ByteBuffer out) {
    if (saidSincePing > 0) {
      out.put((byte) 0xC0).put((byte) 0);
      saidBeforePing.add(saidSincePing);
      saidSincePing = 0;
    }
  }

  @Override
  public void receive(ByteBuffer in, ByteBuffer out, Answers answers) throws IOException {
    while (true) {
      in.mark();
      int bodyLength = frame(in);
      if (bodyLength < 0) {
        in.reset();
        return;
      }
      int end = in.position() + bodyLength;
      packet(typeOf(in), bodyLength, in, out, answers);
      in.position(end);
    }
  }

  /** The byte at the mark is the packet's first. */
  private static int typeOf(ByteBuffer in) {
    int at = in.position();
    in.reset();
    int type = (in.get() & 0xFF) >>> 4;
    in.position(at);
    return type;
  }

  /** Stands at the body afterwards; -1 if the packet is not whole yet. */
  private static int frame(ByteBuffer in) {
    if (in.remaining() < 2) {
      return -1;
    }
    in.get();
    int length = 0;
    for (int shift = 0; in.hasRemaining(); shift += 7) {
      int next = in.get();
      length |= (next & 0x7F) << shift;
      if (next >= 0) {
        return in.remaining() < length ? -1 : length;
      }
    }
    return -1;
  }

  private void packet(int type, int bodyLength, ByteBuffer in, ByteBuffer out, Answers answers)
      throws IOException {
    switch (type) {
      case CONNACK -> {
        in.get();
        int code = in.get() & 0xFF;
        if (code != 0) {
          throw new IOException("CONNACK 0x" + Integer.toHexString(code) + " to " + device);
        }
        answers.welcomed();
      }
      case PUBACK, PUBCOMP -> answered(bodyLength, in, answers);
      case PUBREC -> {
        int id = in.getShort() & 0xFFFF;
        if (bodyLength > 2 && (in.get() & 0xFF) >= FIRST_REFUSAL) {
          answers.refused(id - 1);
        } else {
          out.put((byte) 0x62).put((byte) 2).putShort((short) id);
        }
      }
      case PINGRESP -> answers.read(saidBeforePing.remove());
      case DISCONNECT ->
          throw new IOException(
              "DISCONNECT 0x"
                  + Integer.toHexString(bodyLength > 0 ? in.get() & 0xFF : 0)
                  + " to "
                  + device);
      default -> throw new IOException("packet of type " + type + " to " + device);
    }
  }

  private static void answered(int bodyLength, ByteBuffer in, Answers answers) {
    int slot = (in.getShort() & 0xFFFF) - 1;
    if (bodyLength > 2 && (in.get() & 0xFF) >= FIRST_REFUSAL) {
      answers.refused(slot);
    } else {
      answers.succeeded(slot);
    }
  }

  private static void string(byte[] text, ByteBuffer out) {
    out.putShort((short) text.length).put(text);
  }

  private static void length(int value, ByteBuffer out) {
    int rest = value;
    while (rest > 0x7F) {
      out.put((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  @Override
  public String toString() {
    return device.id();
  }
}
