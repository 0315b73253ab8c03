package city.veedel.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.journal.Entry;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;

class EntryCodecTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.5Z");

  @Property(tries = 200)
  void whatWasEncodedIsDecodedUnchanged(@ForAll("entries") Entry entry) throws Exception {
    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
  }

  @Property(tries = 50)
  void aBlockIsReadBackInOrder(@ForAll("manyEntries") List<Entry> entries) throws Exception {
    EntryBlock.Cursor cursor = new EntryBlock.Cursor(EntryBlock.encode(entries), new KnownIds());

    List<Entry> read = new ArrayList<>();
    while (cursor.hasNext()) {
      read.add(cursor.next());
    }

    assertThat(read).isEqualTo(entries);
  }

  @Property(tries = 200)
  void aTruncatedEntryIsMalformed(@ForAll("entries") Entry entry, @ForAll int cut) {
    byte[] whole = EntryCodec.encode(entry);
    byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));

    assertThatThrownBy(() -> EntryCodec.decode(part)).isInstanceOf(MalformedEntryException.class);
  }

  @Property(tries = 500)
  void aFlippedBitIsMalformedOrAnotherEntryButNeverAnotherFault(
      @ForAll("entries") Entry entry, @ForAll int where) {
    byte[] bytes = EntryCodec.encode(entry);
    int bit = Math.floorMod(where, bytes.length * 8);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);

    decodeOrMalformed(bytes);
  }

  @Property(tries = 500)
  void randomBytesAreNeverAnotherFault(@ForAll byte[] bytes) {
    decodeOrMalformed(bytes);
    walkOrMalformed(bytes);
  }

  @Property(tries = 500)
  void randomBytesAfterAGoodStartAreNeverAnotherFault(@ForAll byte[] bytes) {
    byte[] started = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, started, 2, bytes.length);
    started[0] = (byte) (bytes.length % EntryCodec.VERSION + 1);
    started[1] = (byte) (bytes.length % 3 + 1);

    decodeOrMalformed(started);
  }

  @Example
  void aCountBeyondTheBytesIsRefusedBeforeAnythingIsAllocated() {
    ByteSink sink = new ByteSink(16);
    sink.putVarint(Integer.MAX_VALUE);
    byte[] bytes = sink.toBytes();

    assertThatThrownBy(() -> new ByteSource(bytes, 0, bytes.length, new KnownIds()).takeBytes())
        .isInstanceOf(MalformedEntryException.class)
        .hasMessageContaining("2147483647");
  }

  @Example
  void aLaterVersionIsNamed() {
    assertThatThrownBy(() -> EntryCodec.decode(new byte[] {4, 1}))
        .isInstanceOf(MalformedEntryException.class)
        .hasMessageContaining("version 4");
  }

  /** Bytes written by the program before version 2. */
  @Example
  void entriesOfTheFirstVersionAreStillReadAndStillWritten() throws Exception {
    Provenance provenance = new Provenance(new DeviceId("air-1"), Protocol.MQTT, true, NOON);
    Entry accepted =
        new Entry.Accepted(
            provenance,
            List.of(
                new Observation(
                    new ThingId("air-1"),
                    new PropertyName("no2"),
                    Instant.parse("2026-11-22T11:59:00Z"),
                    TimeOrigin.DEVICE,
                    4,
                    new Result.Quantity(41.2),
                    null)));
    Entry setAside =
        new Entry.SetAside(
            new DeadLetter(
                provenance,
                "v1/air-1/up",
                "application/json",
                RefusalReason.PAYLOAD_MALFORMED,
                "d",
                "/x",
                Payload.copyOf(new byte[] {1, 2}),
                1,
                true));
    byte[] first =
        bytes(
            "0101056169722d310380e596b00da0c21e011000056169722d3100036e6f32770004404499999999999a");
    byte[] second =
        bytes(
            "0102056169722d310380e596b00da0c21e0b76312f6169722d312f7570106170706c69636174696f6e2f"
                + "6a736f6e117061796c6f61645f6d616c666f726d65640164022f780201020101");

    assertThat(EntryCodec.decode(first)).isEqualTo(accepted);
    assertThat(EntryCodec.decode(second)).isEqualTo(setAside);
    assertThat(EntryCodec.encode(accepted)).isEqualTo(first);
    assertThat(EntryCodec.encode(setAside)).isEqualTo(second);
  }

  @Example
  void aKeptMessageInTheFirstVersionIsMalformed() {
    byte[] kept =
        EntryCodec.encode(
            new Entry.Accepted(
                new Provenance(new DeviceId("d"), Protocol.MQTT, true, NOON),
                List.of(observation("t", 1)),
                new RawMessage("json", "v1/d/up", "", Payload.copyOf(new byte[] {1}))));
    kept[0] = 1;

    assertThatThrownBy(() -> EntryCodec.decode(kept))
        .isInstanceOf(MalformedEntryException.class)
        .hasMessageContaining("kind 3 in version 1");
  }

  @Example
  void whatIsUsualOfAKeptMessageTakesTwoBytesBesideItsTypeAndPayload() {
    List<Observation> observations = List.of(observation("t", 1));
    Provenance provenance = new Provenance(new DeviceId("d"), Protocol.MQTT, true, NOON);
    RawMessage raw =
        new RawMessage("json", "v1/d/up", "application/json", Payload.copyOf(new byte[100]));

    int without = EntryCodec.encode(new Entry.Accepted(provenance, observations)).length;
    int with = EntryCodec.encode(new Entry.Accepted(provenance, observations, raw)).length;

    assertThat(with - without).isEqualTo(1 + "json".length() + 2 + 1 + 100);
  }

  /** Bytes written by the program before version 3. */
  @Example
  void aKeptMessageOfTheSecondVersionIsStillReadAndStillWritten() throws Exception {
    Entry kept =
        new Entry.Accepted(
            new Provenance(new DeviceId("d"), Protocol.MQTT, true, NOON),
            List.of(observation("t", 1)),
            new RawMessage("json", "v1/d/up", "", Payload.copyOf(new byte[] {1})));
    byte[] second =
        bytes(
            "020301640380e596b00da0c21e046a736f6e010101010111000174000466726565" + "01a0c21e0102");

    assertThat(EntryCodec.decode(second)).isEqualTo(kept);
    assertThat(EntryCodec.encode(kept)).isEqualTo(second);
  }

  @Example
  void aDecoderVersionTakesAByteOfTheMessage() throws Exception {
    Provenance provenance = new Provenance(new DeviceId("d"), Protocol.MQTT, true, NOON);
    Provenance versioned = new Provenance(new DeviceId("d"), Protocol.MQTT, true, NOON, 7);
    List<Observation> observations = List.of(observation("t", 1), observation("t", 2));

    byte[] without = EntryCodec.encode(new Entry.Accepted(provenance, observations));
    byte[] with = EntryCodec.encode(new Entry.Accepted(versioned, observations));

    assertThat(with).hasSize(without.length + 1);
    assertThat(EntryCodec.decode(with)).isEqualTo(new Entry.Accepted(versioned, observations));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Example
  void anEntryThatCannotBeReadDoesNotHideTheNext() throws Exception {
    Entry good = accepted(List.of(observation("t", 1)));
    byte[] block = EntryBlock.encode(List.of(good, good));
    block[4] = 99;
    EntryBlock.Cursor cursor = new EntryBlock.Cursor(block, new KnownIds());

    assertThatThrownBy(cursor::next).isInstanceOf(MalformedEntryException.class);
    assertThat(cursor.next()).isEqualTo(good);
    assertThat(cursor.hasNext()).isFalse();
  }

  @Example
  void aThingThatComesUpAgainTakesOneByte() {
    String thing = "a-car-park-with-a-rather-long-name";
    List<Observation> observations =
        IntStream.range(0, 100).mapToObj(i -> observation(thing, i)).toList();

    int bytes = EntryCodec.encode(accepted(observations)).length;

    assertThat(bytes).isLessThan(100 * 11);
  }

  private static void decodeOrMalformed(byte[] bytes) {
    try {
      assertThat(EntryCodec.decode(bytes)).isNotNull();
    } catch (MalformedEntryException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static void walkOrMalformed(byte[] bytes) {
    EntryBlock.Cursor cursor = new EntryBlock.Cursor(bytes, new KnownIds());
    while (cursor.hasNext()) {
      int before = cursor.offset();
      try {
        assertThat(cursor.next()).isNotNull();
      } catch (MalformedEntryException e) {
        assertThat(cursor.offset()).isGreaterThan(before);
      }
    }
  }

  private static Entry accepted(List<Observation> observations) {
    return new Entry.Accepted(
        new Provenance(new DeviceId("d"), Protocol.MQTT, true, NOON), observations);
  }

  private static Observation observation(String thing, long sequence) {
    return new Observation(
        new ThingId(thing),
        new PropertyName("free"),
        NOON.minusSeconds(sequence),
        TimeOrigin.DEVICE,
        sequence,
        new Result.Quantity(sequence),
        null);
  }

  @Provide
  Arbitrary<List<Entry>> manyEntries() {
    return entries().list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<Entry> entries() {
    Arbitrary<Entry> accepted =
        Combinators.combine(provenances(), observations().list().ofMinSize(1).ofMaxSize(12))
            .flatAs((provenance, observations) ->
                rawMessages(provenance.device())
                    .injectNull(0.3)
                    .map(raw -> new Entry.Accepted(provenance, observations, raw)));
    Arbitrary<Entry> setAside = letters().map(Entry.SetAside::new);
    return Arbitraries.oneOf(accepted, setAside);
  }

  private static Arbitrary<RawMessage> rawMessages(DeviceId device) {
    Arbitrary<String> addresses =
        Arbitraries.oneOf(
            Arbitraries.of(
                "v1/" + device + "/up", "/v1/" + device + "/up", "v1/" + device, "v1/x/up", ""),
            texts(40));
    Arbitrary<String> formats =
        Arbitraries.oneOf(
            Arbitraries.of("", "application/json", "application/senml+cbor", "application/cbor"),
            texts(20));
    return Combinators.combine(
            slugs(),
            addresses,
            formats,
            Arbitraries.bytes().array(byte[].class).map(Payload::copyOf))
        .as(RawMessage::new);
  }

  private static Arbitrary<Provenance> provenances() {
    return Combinators.combine(
            slugs(),
            Arbitraries.of(Protocol.class),
            Arbitraries.of(true, false),
            times(),
            Arbitraries.integers().between(Provenance.UNVERSIONED, DeviceType.MAX_VERSION))
        .as((device, by, assured, at, version) ->
            new Provenance(new DeviceId(device), by, assured, at, version));
  }

  private static Arbitrary<Observation> observations() {
    Arbitrary<Long> sequences =
        Arbitraries.oneOf(
            Arbitraries.just(Observation.NO_SEQUENCE), Arbitraries.longs().greaterOrEqual(0));
    return Combinators.combine(
            // Few, so that they come up again.
            Arbitraries.of("a", "b", "bus-17").map(ThingId::new),
            Arbitraries.of("no2", "PM_2.5:x", "t").map(PropertyName::new),
            times(),
            Arbitraries.of(TimeOrigin.class),
            sequences,
            results(),
            locations().injectNull(0.5))
        .as(Observation::new);
  }

  private static Arbitrary<Result> results() {
    Arbitrary<Double> numbers =
        Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.integers().map(Integer::doubleValue),
            Arbitraries.of(-0.0, 0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0x1p48, 0x1p53));
    return Arbitraries.oneOf(
        numbers.map(Result.Quantity::new),
        Arbitraries.of(true, false).map(Result.Flag::new),
        texts(Result.State.MAX_LENGTH).map(Result.State::new),
        Arbitraries.just(Result.Missing.INSTANCE));
  }

  private static Arbitrary<Location> locations() {
    return Combinators.combine(
            Arbitraries.doubles().between(-180, 180), Arbitraries.doubles().between(-90, 90))
        .as(Location::new);
  }

  private static Arbitrary<DeadLetter> letters() {
    return Combinators.combine(
            provenances(),
            texts(40),
            texts(20),
            Arbitraries.of(RefusalReason.class),
            texts(DeadLetter.MAX_DETAIL_LENGTH),
            texts(20),
            Arbitraries.bytes().array(byte[].class).map(Payload::copyOf),
            Arbitraries.integers().greaterOrEqual(1))
        .flatAs((provenance, address, format, reason, detail, pointer, payload, observations) ->
            Arbitraries.of(true, false)
                .map(acknowledged ->
                    new DeadLetter(
                        provenance,
                        address,
                        format,
                        reason,
                        detail,
                        pointer,
                        payload,
                        observations,
                        acknowledged)));
  }

  private static Arbitrary<String> slugs() {
    return Arbitraries.strings().withChars("abcxyz019").ofMinLength(1).ofMaxLength(63);
  }

  private static StringArbitrary texts(int maxLength) {
    // Without lone surrogates, which UTF-8 does not know, and U+0000, which a state does not.
    return Arbitraries.strings()
        .withCharRange('\u0001', '\ud7ff')
        .withCharRange('\ue000', '\ufffd')
        .ofMaxLength(maxLength);
  }

  private static Arbitrary<Instant> times() {
    Arbitrary<Instant> usual =
        Arbitraries.longs()
            .between(-100_000_000_000L, 100_000_000_000L)
            .map(micros -> NOON.plusNanos(micros * 1_000));
    return Arbitraries.oneOf(usual, Arbitraries.of(NOON, Instant.EPOCH, Instant.MIN, Instant.MAX));
  }
}
