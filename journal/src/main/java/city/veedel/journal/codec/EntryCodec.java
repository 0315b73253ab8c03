package city.veedel.journal.codec;

import city.veedel.journal.Entry;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * One entry as bytes. Times are seconds and microseconds, those of observations relative to the
 * time of receipt; a thing or property that comes up again in a message is a back reference.
 *
 * <pre>
 * entry      = version kind (accepted / setAside)
 * accepted   = provenance count observation*
 * setAside   = provenance address contentFormat reason detail pointer payload observations flag
 * provenance = device protocol*2+assured seconds micros
 * </pre>
 */
public final class EntryCodec {
  /** The only version so far. A reader of a later one must go on reading this. */
  static final int VERSION = 1;

  private static final int ACCEPTED = 1;
  private static final int SET_ASIDE = 2;

  private EntryCodec() {}

  public static byte[] encode(Entry entry) {
    ByteSink sink = new ByteSink();
    write(entry, sink);
    return sink.toBytes();
  }

  public static Entry decode(byte[] bytes) throws MalformedEntryException {
    return read(new ByteSource(bytes, 0, bytes.length));
  }

  static void write(Entry entry, ByteSink sink) {
    sink.putByte(VERSION);
    switch (entry) {
      case Entry.Accepted accepted -> {
        sink.putByte(ACCEPTED);
        writeProvenance(accepted.provenance(), sink);
        ObservationCodec.write(
            accepted.observations(), accepted.provenance().receivedAt().getEpochSecond(), sink);
      }
      case Entry.SetAside setAside -> {
        sink.putByte(SET_ASIDE);
        writeLetter(setAside.letter(), sink);
      }
    }
  }

  /** Reads one entry that must fill the source to its end. */
  static Entry read(ByteSource source) throws MalformedEntryException {
    int version = source.takeByte();
    if (version != VERSION) {
      throw new MalformedEntryException(
          "version " + version + " of an entry; this program reads version " + VERSION);
    }
    try {
      Entry entry = readBody(source);
      if (source.remaining() > 0) {
        throw new MalformedEntryException(source.remaining() + " bytes after the end of an entry");
      }
      return entry;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      // The vocabulary itself refuses, as for an id against its grammar.
      throw new MalformedEntryException("a value outside the vocabulary", e);
    }
  }

  private static Entry readBody(ByteSource source) throws MalformedEntryException {
    int kind = source.takeByte();
    return switch (kind) {
      case ACCEPTED -> {
        Provenance provenance = readProvenance(source);
        yield new Entry.Accepted(
            provenance, ObservationCodec.read(source, provenance.receivedAt().getEpochSecond()));
      }
      case SET_ASIDE -> new Entry.SetAside(readLetter(source));
      default -> throw new MalformedEntryException("an entry of unknown kind " + kind);
    };
  }

  private static void writeProvenance(Provenance provenance, ByteSink sink) {
    sink.putString(provenance.device().value());
    sink.putByte(number(provenance.protocol()) << 1 | (provenance.assured() ? 1 : 0));
    writeTime(provenance.receivedAt(), 0, sink);
  }

  private static Provenance readProvenance(ByteSource source) throws MalformedEntryException {
    DeviceId device = new DeviceId(source.takeString());
    int protocolAndAssured = source.takeByte();
    return new Provenance(
        device,
        protocol(protocolAndAssured >> 1),
        (protocolAndAssured & 1) != 0,
        readTime(source, 0));
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

  private static void writeLetter(DeadLetter letter, ByteSink sink) {
    writeProvenance(letter.provenance(), sink);
    sink.putString(letter.address());
    sink.putString(letter.contentFormat());
    sink.putString(letter.reason().code());
    sink.putString(letter.detail());
    sink.putString(letter.pointer());
    sink.putBytes(letter.payload().bytes());
    sink.putVarint(letter.observations());
    sink.putByte(letter.acknowledged() ? 1 : 0);
  }

  private static DeadLetter readLetter(ByteSource source) throws MalformedEntryException {
    return new DeadLetter(
        readProvenance(source),
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
