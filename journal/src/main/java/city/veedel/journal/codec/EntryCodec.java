package city.veedel.journal.codec;

import city.veedel.journal.Entry;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import city.veedel.model.RefusalReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * One entry as bytes. Times are seconds and microseconds, those of observations relative to the
 * time of receipt; a thing or property that comes up again in a message is a back reference.
 *
 * <pre>
 * entry      = version kind (accepted / setAside / kept)
 * accepted   = provenance count observation*
 * kept       = provenance type address format payload count observation*, since version 2
 * setAside   = provenance address contentFormat reason detail pointer payload observations flag
 * provenance = device protocol*2+assured seconds micros [decoderVersion, since version 3]
 * address    = 0 text | n: the device's own address in one of its usual spellings
 * format     = 0 text | n: one of the usual media types
 * </pre>
 *
 * <p>What version 1 can say is written as version 1, and likewise 2, so that a program of before
 * can read it.
 */
public final class EntryCodec {
  private static final int FIRST_VERSION = 1;

  /** Knows {@link #KEPT}. */
  private static final int KEEPING_VERSION = 2;

  /** The latest version. A reader of a later one must go on reading all before it. */
  static final int VERSION = 3;

  private static final int ACCEPTED = 1;
  private static final int SET_ASIDE = 2;
  private static final int KEPT = 3;

  /** What stands before and after the device in an address. Numbers on the disk from 1. */
  private static final List<String> ADDRESS_STARTS = List.of("v1/", "/v1/");

  private static final String ADDRESS_END = "/up";

  /** Numbers on the disk from 1; never change the order, add at the end. */
  private static final List<String> CONTENT_FORMATS =
      List.of("", "application/json", "application/senml+json", "application/senml+cbor");

  private EntryCodec() {}

  public static byte[] encode(Entry entry) {
    ByteSink sink = new ByteSink(256);
    write(entry, sink);
    return sink.toBytes();
  }

  public static Entry decode(byte[] bytes) throws MalformedEntryException {
    return read(new ByteSource(bytes, 0, bytes.length, new KnownIds()));
  }

  static void write(Entry entry, ByteSink sink) {
    switch (entry) {
      case Entry.Accepted accepted -> {
        RawMessage raw = accepted.raw();
        int version =
            versionFor(accepted.provenance(), raw == null ? FIRST_VERSION : KEEPING_VERSION);
        sink.putByte(version);
        sink.putByte(raw == null ? ACCEPTED : KEPT);
        writeProvenance(accepted.provenance(), version, sink);
        if (raw != null) {
          writeRaw(raw, accepted.provenance().device(), sink);
        }
        ObservationCodec.write(
            accepted.observations(), accepted.provenance().receivedAt().getEpochSecond(), sink);
      }
      case Entry.SetAside setAside -> {
        int version = versionFor(setAside.letter().provenance(), FIRST_VERSION);
        sink.putByte(version);
        sink.putByte(SET_ASIDE);
        writeLetter(setAside.letter(), version, sink);
      }
    }
  }

  /**
   * @param least what the rest of the entry needs
   */
  private static int versionFor(Provenance provenance, int least) {
    return provenance.decoderVersion() == Provenance.UNVERSIONED ? least : VERSION;
  }

  /** Reads one entry that must fill the source to its end. */
  static Entry read(ByteSource source) throws MalformedEntryException {
    int version = source.takeByte();
    if (version < FIRST_VERSION || version > VERSION) {
      throw new MalformedEntryException(
          "version " + version + " of an entry; this program reads up to version " + VERSION);
    }
    try {
      Entry entry = readBody(version, source);
      if (source.remaining() > 0) {
        throw new MalformedEntryException(source.remaining() + " bytes after the end of an entry");
      }
      return entry;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      // The vocabulary itself refuses, as for an id against its grammar.
      throw new MalformedEntryException("a value outside the vocabulary", e);
    }
  }

  private static Entry readBody(int version, ByteSource source) throws MalformedEntryException {
    int kind = source.takeByte();
    if (kind == SET_ASIDE) {
      return new Entry.SetAside(readLetter(version, source));
    }
    if (kind != ACCEPTED && (kind != KEPT || version == FIRST_VERSION)) {
      throw new MalformedEntryException(
          "an entry of unknown kind " + kind + " in version " + version);
    }
    Provenance provenance = readProvenance(version, source);
    RawMessage raw = kind == KEPT ? readRaw(provenance.device(), source) : null;
    return new Entry.Accepted(
        provenance, ObservationCodec.read(source, provenance.receivedAt().getEpochSecond()), raw);
  }

  private static void writeRaw(RawMessage raw, DeviceId device, ByteSink sink) {
    sink.putString(raw.deviceTypeId());
    int usual = usualAddress(raw.address(), device);
    sink.putByte(usual);
    if (usual == 0) {
      sink.putString(raw.address());
    }
    int format = CONTENT_FORMATS.indexOf(raw.contentFormat()) + 1;
    sink.putByte(format);
    if (format == 0) {
      sink.putString(raw.contentFormat());
    }
    sink.putBytes(raw.payload().bytes());
  }

  private static RawMessage readRaw(DeviceId device, ByteSource source)
      throws MalformedEntryException {
    String type = source.takeString();
    int usual = source.takeByte();
    String address =
        usual == 0
            ? source.takeString()
            : usual(ADDRESS_STARTS, usual) + device.value() + ADDRESS_END;
    int format = source.takeByte();
    return new RawMessage(
        type,
        address,
        format == 0 ? source.takeString() : usual(CONTENT_FORMATS, format),
        Payload.wrap(source.takeBytes()));
  }

  private static String usual(List<String> texts, int number) throws MalformedEntryException {
    if (number > texts.size()) {
      throw new MalformedEntryException("the unknown text " + number + " of " + texts.size());
    }
    return texts.get(number - 1);
  }

  /** The number of the spelling, or 0. */
  private static int usualAddress(String address, DeviceId device) {
    String name = device.value();
    for (int i = 0; i < ADDRESS_STARTS.size(); i++) {
      String start = ADDRESS_STARTS.get(i);
      if (address.length() == start.length() + name.length() + ADDRESS_END.length()
          && address.startsWith(start)
          && address.startsWith(name, start.length())
          && address.endsWith(ADDRESS_END)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static void writeProvenance(Provenance provenance, int version, ByteSink sink) {
    sink.putString(provenance.device().value());
    sink.putByte(number(provenance.protocol()) << 1 | (provenance.assured() ? 1 : 0));
    writeTime(provenance.receivedAt(), 0, sink);
    if (version > KEEPING_VERSION) {
      sink.putVarint(provenance.decoderVersion());
    }
  }

  private static Provenance readProvenance(int version, ByteSource source)
      throws MalformedEntryException {
    DeviceId device = source.takeId(source.ids().devices());
    int protocolAndAssured = source.takeByte();
    return new Provenance(
        device,
        protocol(protocolAndAssured >> 1),
        (protocolAndAssured & 1) != 0,
        readTime(source, 0),
        version > KEEPING_VERSION ? Math.toIntExact(source.takeVarint()) : Provenance.UNVERSIONED);
  }

  static void writeTime(Instant time, long originSeconds, ByteSink sink) {
    sink.putSignedVarint(time.getEpochSecond() - originSeconds);
    sink.putVarint(time.getNano() / 1_000);
  }

  static Instant readTime(ByteSource source, long originSeconds) throws MalformedEntryException {
    long seconds = Math.addExact(originSeconds, source.takeSignedVarint());
    long micros = source.takeVarint();
    if (micros < 0 || micros > 999_999) {
      throw new MalformedEntryException(
          Long.toUnsignedString(micros) + " microseconds in a second");
    }
    return Instant.ofEpochSecond(seconds, micros * 1_000);
  }

  private static void writeLetter(DeadLetter letter, int version, ByteSink sink) {
    writeProvenance(letter.provenance(), version, sink);
    sink.putString(letter.address());
    sink.putString(letter.contentFormat());
    sink.putString(letter.reason().code());
    sink.putString(letter.detail());
    sink.putString(letter.pointer());
    sink.putBytes(letter.payload().bytes());
    sink.putVarint(letter.observations());
    sink.putByte(letter.acknowledged() ? 1 : 0);
  }

  private static DeadLetter readLetter(int version, ByteSource source)
      throws MalformedEntryException {
    return new DeadLetter(
        readProvenance(version, source),
        source.takeString(),
        source.takeString(),
        readReason(source.takeString()),
        source.takeString(),
        source.takeString(),
        Payload.wrap(source.takeBytes()),
        Math.toIntExact(source.takeVarint()),
        readFlag(source));
  }

  private static RefusalReason readReason(String code) throws MalformedEntryException {
    return RefusalReason.findByCode(code)
        .orElseThrow(() -> new MalformedEntryException("an unknown reason of refusal"));
  }

  private static boolean readFlag(ByteSource source) throws MalformedEntryException {
    int flag = source.takeByte();
    if (flag > 1) {
      throw new MalformedEntryException("a flag of " + flag);
    }
    return flag == 1;
  }

  /** Numbers on the disk; never change one. */
  private static int number(Protocol protocol) {
    return switch (protocol) {
      case MQTT -> 1;
      case COAP -> 2;
      case HTTP -> 3;
      case BRIDGE -> 4;
    };
  }

  private static Protocol protocol(int number) throws MalformedEntryException {
    for (Protocol protocol : PROTOCOLS) {
      if (number(protocol) == number) {
        return protocol;
      }
    }
    throw new MalformedEntryException("an unknown protocol " + number);
  }

  private static final List<Protocol> PROTOCOLS = List.of(Protocol.values());
}
