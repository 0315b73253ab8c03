package city.veedel.gateway.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packets of a client, byte by byte; nothing here is shared with the server's codec. */
final class Packets {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Packets() {}

  static Packets body() {
    return new Packets();
  }

  Packets oneByte(int value) {
    out.write(value);
    return this;
  }

  Packets twoBytes(int value) {
    return oneByte(value >> 8).oneByte(value);
  }

  Packets fourBytes(long value) {
    return twoBytes((int) (value >> 16)).twoBytes((int) value);
  }

  Packets variable(int value) {
    int rest = value;
    while (rest > 127) {
      oneByte(rest & 127 | 128);
      rest >>= 7;
    }
    return oneByte(rest);
  }

  Packets bytes(byte... value) {
    out.writeBytes(value);
    return this;
  }

  Packets text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return twoBytes(utf8.length).bytes(utf8);
  }

  /** Length first, then the properties. */
  Packets properties(Packets properties) {
    byte[] bytes = properties.toBytes();
    return variable(bytes.length).bytes(bytes);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** Fixed header and body. */
  byte[] packet(int firstByte) {
    byte[] body = toBytes();
    return body().oneByte(firstByte).variable(body.length).bytes(body).toBytes();
  }

  static byte[] concat(byte[]... packets) {
    Packets all = body();
    for (byte[] packet : packets) {
      all.bytes(packet);
    }
    return all.toBytes();
  }

  static Connect connect(int level) {
    return new Connect(level);
  }

  /** A CONNECT; level 5 has properties. */
  static final class Connect {
    private final int level;
    private String protocol = "MQTT";
    private String clientId = "";
    private int keepAlive = 60;
    private boolean clean = true;
    private Packets properties = body();
    private byte[] will = new byte[0];
    private int willFlags;
    private byte[] userName = new byte[0];
    private byte[] password = new byte[0];
    private int credentialFlags;
    private int extraFlags;

    private Connect(int level) {
      this.level = level;
    }

    Connect protocol(String name) {
      protocol = name;
      return this;
    }

    Connect clientId(String id) {
      clientId = id;
      return this;
    }

    Connect keepAlive(int seconds) {
      keepAlive = seconds;
      return this;
    }

    Connect keepSession() {
      clean = false;
      return this;
    }

    Connect properties(Packets more) {
      properties.bytes(more.toBytes());
      return this;
    }

    Connect sessionExpiry(long seconds) {
      return properties(body().oneByte(0x11).fourBytes(seconds));
    }

    Connect will(String topic, String payload, int qos, boolean retain) {
      return will(topic, payload, qos, retain, body());
    }

    Connect will(String topic, String payload, int qos, boolean retain, Packets willProperties) {
      Packets all = body();
      if (level == 5) {
        all.properties(willProperties);
      }
      will = all.text(topic).text(payload).toBytes();
      willFlags = 4 | qos << 3 | (retain ? 0x20 : 0);
      return this;
    }

    Connect credentials(String name, String secret) {
      return userName(name).password(secret);
    }

    Connect userName(String name) {
      userName = body().text(name).toBytes();
      credentialFlags |= 0x80;
      return this;
    }

    Connect password(String secret) {
      password = body().text(secret).toBytes();
      credentialFlags |= 0x40;
      return this;
    }

    Connect flags(int more) {
      extraFlags = more;
      return this;
    }

    byte[] toBytes() {
      Packets all =
          body()
              .text(protocol)
              .oneByte(level)
              .oneByte(willFlags | credentialFlags | extraFlags | (clean ? 2 : 0))
              .twoBytes(keepAlive);
      if (level >= 5) {
        all.properties(properties);
      }
      return all.text(clientId).bytes(will).bytes(userName).bytes(password).packet(0x10);
    }
  }

  /** PUBLISH of MQTT 5 without properties. */
  static byte[] publishV5(int qos, int packetId, String topic, String payload) {
    return publishV5(qos, packetId, topic, payload, body());
  }

  static byte[] publishV5(int qos, int packetId, String topic, String payload, Packets properties) {
    Packets all = body().text(topic);
    if (qos > 0) {
      all.twoBytes(packetId);
    }
    return all.properties(properties)
        .bytes(payload.getBytes(StandardCharsets.UTF_8))
        .packet(0x30 | qos << 1);
  }

  static byte[] publishV311(int qos, int packetId, String topic, String payload) {
    Packets all = body().text(topic);
    if (qos > 0) {
      all.twoBytes(packetId);
    }
    return all.bytes(payload.getBytes(StandardCharsets.UTF_8)).packet(0x30 | qos << 1);
  }

  /** The same PUBLISH with DUP set. */
  static byte[] again(byte[] publish) {
    byte[] repeated = publish.clone();
    repeated[0] |= 8;
    return repeated;
  }

  static byte[] puback(int packetId) {
    return body().twoBytes(packetId).packet(0x40);
  }

  static byte[] pubrel(int packetId) {
    return body().twoBytes(packetId).packet(0x62);
  }

  static byte[] subscribeV5(int packetId, int qos, String... filters) {
    Packets all = body().twoBytes(packetId).variable(0);
    for (String filter : filters) {
      all.text(filter).oneByte(qos);
    }
    return all.packet(0x82);
  }

  static byte[] subscribeV311(int packetId, int qos, String... filters) {
    Packets all = body().twoBytes(packetId);
    for (String filter : filters) {
      all.text(filter).oneByte(qos);
    }
    return all.packet(0x82);
  }

  static byte[] pingreq() {
    return body().packet(0xC0);
  }

  static byte[] disconnectV5(int reasonCode) {
    return body().oneByte(reasonCode).packet(0xE0);
  }

  static byte[] disconnectV311() {
    return body().packet(0xE0);
  }
}
