package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.select.Decoders;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.journal.Entry;
import city.veedel.journal.Handshake;
import city.veedel.journal.JournalFailedException;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceType;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.ObservedProperty;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import city.veedel.model.RawMessage;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.ThingId;
import city.veedel.model.TimeOrigin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JournalingIntakeTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Units UNITS = new Units();

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final ObedientJournal journal = new ObedientJournal();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType())
          .and("dev-2", creating(), "lamp-9")
          .and("scooters", pseudonymising())
          .and("lorawan", creating(), "eui-0004a30b001c0530")
          .and("joiner", joining())
          .and(TestDevices.property("no2", "ug/m3", ResultType.NUMBER))
          .and(TestDevices.property("temperature", "Cel", ResultType.NUMBER))
          .and(TestDevices.property("state", "{state}", ResultType.TEXT))
          .and(TestDevices.property("open", "1", ResultType.BOOLEAN));
  private final JournalingIntake intake = intake(IntakeConfig.DEFAULTS);

  @Test
  void journalsWhatADeviceSays() {
    Outcome outcome =
        handIn(
            "dev-1",
            "{\"time\":\"2026-11-22T11:59:00Z\",\"values\":{\"no2\":41.2},\"sequence\":4}");

    assertThat(outcome).isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(observations())
        .containsExactly(
            new Observation(
                new ThingId("dev-1"),
                new PropertyName("no2"),
                Instant.parse("2026-11-22T11:59:00Z"),
                TimeOrigin.DEVICE,
                4,
                new Result.Quantity(41.2),
                null));
    assertThat(accepted().getFirst().provenance().receivedAt()).isEqualTo(NOON);
  }

  @Test
  void readsAsManyRecordsOfAPackAsItMayHave() {
    String most = senml(10_000);
    assertThat(most.length()).isLessThan(IntakeConfig.DEFAULTS.maxPayloadBytes());
    assertThat(handInSenml(most)).isEqualTo(new Outcome.Accepted(1, 0));

    assertThat(handInSenml(senml(10_001))).isInstanceOf(Outcome.Refused.class);
    DeadLetter letter = letters().getLast();
    assertThat(letter.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(letter.detail()).contains("more than 10000 records");
  }

  /** One value; the other records say nothing, in two bytes each. */
  private static String senml(int records) {
    return "[{\"n\":\"no2\",\"u\":\"ug/m3\",\"v\":1}" + ",{}".repeat(records - 1) + "]";
  }

  @Test
  void journalsTheMessageItselfWhereItsTypeKeepsIt() {
    Arrival arrival = arrival("dev-1", "{\"values\":{\"no2\":41.2}}");

    later(arrival).join();

    RawMessage raw = Objects.requireNonNull(accepted().getFirst().raw());
    assertThat(raw)
        .isEqualTo(
            new RawMessage(
                TestDevices.jsonType().id(),
                "v1/dev-1/up",
                "application/json",
                payload("{\"values\":{\"no2\":41.2}}")));
    assertThat(raw.payload()).as("not a copy").isSameAs(arrival.payload());
  }

  @Test
  void journalsNoMessageOfATypeThatKeepsNoneOrWhoseThingsAreVehicles() {
    handIn("dev-2", "{\"values\":{\"a\":1}}");
    handIn("scooters", "{\"thing\":\"scooter-4711\",\"values\":{\"a\":1}}");

    assertThat(accepted()).hasSize(2).extracting(Entry.Accepted::raw).containsOnlyNulls();
  }

  @Test
  void acknowledgesAndCountsAMessageWithoutMeasurementAndStoresNothing() {
    assertThat(handIn("joiner", "{}")).isEqualTo(new Outcome.Accepted(0, 0));

    assertThat(accepted()).isEmpty();
    assertThat(letters()).isEmpty();
    assertThat(meters.get("veedel.intake.passed").counters())
        .extracting(counter -> (int) counter.count())
        .contains(1);
  }

  @Test
  void putsSensorsBehindANetworkServerIntoItsNamespaceUnlessTheyAreGranted() {
    handIn("lorawan", "{\"thing\":\"eui-0004a30b001c0530\",\"values\":{\"a\":1}}");
    handIn("lorawan", "{\"thing\":\"eui-0101010101010101\",\"values\":{\"a\":1}}");
    handIn("dev-1", "{\"thing\":\"eui-0004a30b001c0530\",\"values\":{\"a\":1}}");

    assertThat(observations())
        .extracting(observation -> observation.thing().value())
        .containsExactly("eui-0004a30b001c0530", "lorawan-eui-0101010101010101");
    assertThat(letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).isEqualTo(RefusalReason.THING_UNKNOWN));
  }

  @Test
  void answersOnlyWhenTheJournalHasSynced() {
    journal.become(ObedientJournal.Mood.HOLDING);
    CompletableFuture<Outcome> first = later(arrival("dev-1", "{\"values\":{\"a\":1}}"));
    CompletableFuture<Outcome> second = later(arrival("dev-1", "no json"));

    assertThat(first).isNotDone();
    journal.sync();
    assertThat(first).isCompletedWithValue(new Outcome.Accepted(1, 0));
    assertThat(second).isNotDone();
    journal.sync();
    assertThat(second).isCompleted();
  }

  @Test
  void givesEveryObservationWithoutATimeATimeOfReceiptOfItsOwn() {
    handIn("dev-1", "{\"values\":{\"a\":1,\"b\":2}}");
    now.set(NOON.minusSeconds(5));
    handIn("dev-1", "{\"values\":{\"a\":1}}");

    assertThat(observations())
        .extracting(Observation::phenomenonTime)
        .isSorted()
        .doesNotHaveDuplicates()
        .allSatisfy(time -> assertThat(time).isBetween(NOON, NOON.plusMillis(1)));
    assertThat(observations()).extracting(Observation::timeOrigin).containsOnly(TimeOrigin.RECEIPT);
  }

  @Test
  void setsAsideWhatCannotBeDecodedAndSaysWhere() {
    Outcome outcome = handIn("dev-1", "{\n \"values\": {\"a\": [1]}}");

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Refused(
                RefusalReason.VALUE_INVALID,
                "an array is no number, boolean, state or null",
                "/values/a (line 2, column 18)",
                true));
    assertThat(letters()).hasSize(1);
    DeadLetter letter = letters().getFirst();
    assertThat(letter.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(letter.payload()).isEqualTo(payload("{\n \"values\": {\"a\": [1]}}"));
    assertThat(letter.pointer()).isEqualTo("/values/a (line 2, column 18)");
    assertThat(letter.contentFormat()).isEqualTo("application/json");
    assertThat(letter.address()).isEqualTo("v1/dev-1/up");
    assertThat(letter.observations()).isEqualTo(1);
    assertThat(letter.acknowledged()).isFalse();
  }

  @Test
  void countsASilentRefusalAsAcknowledged() {
    Arrival told = arrival("dev-1", "no json");
    handIn(
        new Arrival(
            told.device(),
            Protocol.MQTT,
            true,
            told.address(),
            ContentFormat.UNDECLARED,
            told.payload(),
            false,
            null));

    assertThat(letters().getFirst().acknowledged()).isTrue();
    assertThat(letters().getFirst().contentFormat()).isEmpty();
  }

  @Test
  void keepsTheGoodAndSetsTheBadAsideInOneAppend() {
    Outcome outcome =
        handIn("dev-1", "[{\"values\":{\"no2\":1,\"state\":7}},{\"values\":{\"no2\":\"much\"}}]");

    assertThat(outcome).isEqualTo(new Outcome.Accepted(1, 2));
    assertThat(journal.appends()).hasSize(1);
    assertThat(observations()).hasSize(1);
    DeadLetter letter = letters().getFirst();
    assertThat(letter.reason()).isEqualTo(RefusalReason.RESULT_TYPE_MISMATCH);
    assertThat(letter.pointer()).isEqualTo("/0/values/state");
    assertThat(letter.detail())
        .isEqualTo(
            "7.0 is a number; state is declared as text; "
                + "/1/values/no2: \"much\" is a text; no2 is declared as number");
    assertThat(letter.observations()).isEqualTo(2);
    assertThat(letter.acknowledged()).isTrue();
  }

  @Test
  void refusesWhenNothingIsGood() {
    Outcome outcome = handIn("dev-1", "{\"values\":{\"no2\":\"n/a\",\"open\":1}}");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.kept()).isTrue();
              assertThat(refused.reason()).isEqualTo(RefusalReason.RESULT_TYPE_MISMATCH);
            });
    assertThat(letters().getFirst().observations()).isEqualTo(2);
    assertThat(accepted()).isEmpty();
  }

  @Test
  void takesMissingForEveryType() {
    handIn("dev-1", "{\"values\":{\"no2\":null,\"state\":null,\"open\":null}}");

    assertThat(observations())
        .extracting(Observation::result)
        .containsOnly(Result.Missing.INSTANCE);
  }

  @Test
  void letsADeviceSpeakForItsThingsOnly() {
    assertThat(handIn("dev-2", aboutThing("lamp-9"))).isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(handIn("dev-2", aboutThing("dev-2-new"))).isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(handIn("dev-2", aboutThing("dev-1"))).satisfies(this::isThingUnknown);
    assertThat(handIn("dev-1", aboutThing("dev-1-new"))).satisfies(this::isThingUnknown);
    assertThat(handIn("dev-1", aboutThing("No Slug/\\u0000"))).satisfies(this::isThingUnknown);
  }

  @Test
  void takesTimesThatTheTypeAcceptsOnly() {
    assertThat(handIn("dev-1", at("2026-10-23T12:00:00Z"))).isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(handIn("dev-1", at("2026-11-22T12:05:00Z"))).isEqualTo(new Outcome.Accepted(1, 0));
    for (String time :
        List.of(
            "1970-01-01T00:00:00Z",
            "2026-10-23T11:59:59Z",
            "2026-11-22T12:05:01Z",
            "2038-01-19T03:14:08Z")) {
      assertThat(handIn("dev-1", at(time)))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.reason()).isEqualTo(RefusalReason.TIME_OUT_OF_RANGE);
                assertThat(refused.detail()).contains(time, "2026-10-23T12:00:00");
                assertThat(refused.pointer()).isEqualTo("/values/a");
              });
    }
  }

  @Test
  void bringsAValueIntoTheDeclaredUnit() {
    assertThat(handInSenml("[{\"n\":\"temperature\",\"u\":\"K\",\"v\":293.15}]"))
        .isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(handInSenml("[{\"n\":\"no2\",\"u\":\"mg/m3\",\"v\":0.0412}]"))
        .isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(handInSenml("[{\"n\":\"no2\",\"v\":41.2}]")).isEqualTo(new Outcome.Accepted(1, 0));

    assertThat(observations())
        .extracting(Observation::result)
        .containsExactly(
            new Result.Quantity(20), new Result.Quantity(41.2), new Result.Quantity(41.2));
  }

  @Test
  void setsAsideWhatIsNotPlausibleInTheDeclaredUnit() {
    devices.and(temperatureFrom(-40, 60));

    assertThat(handInSenml("[{\"n\":\"temperature\",\"u\":\"K\",\"v\":333.15}]"))
        .isEqualTo(new Outcome.Accepted(1, 0));
    assertThat(handIn("dev-1", "{\"values\":{\"temperature\":85,\"no2\":1}}"))
        .isEqualTo(new Outcome.Accepted(1, 1));
    assertThat(handIn("dev-1", "{\"values\":{\"temperature\":-40.1}}"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(RefusalReason.VALUE_IMPLAUSIBLE);
              assertThat(refused.kept()).isTrue();
              assertThat(refused.pointer()).isEqualTo("/values/temperature");
              assertThat(refused.detail())
                  .startsWith("-40.1 Cel is not plausible for temperature: -40.0 to 60.0 Cel is;");
            });
    assertThat(handIn("dev-1", "{\"values\":{\"temperature\":null}}"))
        .isEqualTo(new Outcome.Accepted(1, 0));

    assertThat(letters())
        .hasSize(2)
        .extracting(DeadLetter::reason)
        .containsOnly(RefusalReason.VALUE_IMPLAUSIBLE);
  }

  @Test
  void saysWhichVersionOfTheTypeReadWhatIsKept() {
    devices.and("dev-7", TestDevices.jsonType().withVersion(7));

    handIn("dev-7", "{\"values\":{\"no2\":1}}");
    handIn("dev-7", "no json");

    assertThat(accepted().getFirst().provenance().decoderVersion()).isEqualTo(7);
    assertThat(letters().getFirst().provenance().decoderVersion()).isEqualTo(7);
  }

  private static ObservedProperty temperatureFrom(double min, double max) {
    ObservedProperty any = TestDevices.property("temperature", "Cel", ResultType.NUMBER);
    return new ObservedProperty(
        any.name(),
        any.titleDe(),
        any.titleEn(),
        any.unit(),
        any.resultType(),
        any.expectedInterval(),
        any.averagingPeriod(),
        any.timeMarks(),
        new PlausibleRange(min, max));
  }

  @Test
  void refusesAUnitThatCannotBeConverted() {
    for (String unit : List.of("ppb", "Cel", "furlong")) {
      assertThat(handInSenml("[{\"n\":\"no2\",\"u\":\"" + unit + "\",\"v\":1}]"))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.reason()).isEqualTo(RefusalReason.UNIT_MISMATCH);
                assertThat(refused.detail()).endsWith("no2 is declared in ug/m3");
                assertThat(refused.pointer()).isEqualTo("/0/v");
              });
    }
  }

  @Test
  void refusesATooLongPayloadAndDoesNotKeepIt() {
    JournalingIntake small =
        intake(
            new IntakeConfig(
                19,
                IntakeConfig.Rates.DEFAULTS,
                IntakeConfig.PseudonymRules.DEFAULTS,
                IntakeConfig.Decoding.DEFAULTS));

    assertThat(small.handIn(arrival("dev-1", "{\"values\":{\"abc\":1}}")).toCompletableFuture())
        .isCompletedWithValueMatching(outcome ->
            outcome instanceof Outcome.Refused refused
                && refused.reason() == RefusalReason.TOO_LARGE
                && !refused.kept());
    assertThat(journal.appends()).isEmpty();
    assertThat(small.handIn(arrival("dev-1", "{\"values\":{\"ab\":1}}")).toCompletableFuture())
        .isCompletedWithValue(new Outcome.Accepted(1, 0));
  }

  @Test
  void isBusyWithGoodAndBadMessagesWhileTheJournalIsFull() {
    journal.become(ObedientJournal.Mood.FULL);

    assertThat(handIn("dev-1", "{\"values\":{\"a\":1}}"))
        .isEqualTo(new Outcome.Busy(Duration.ofSeconds(3)));
    assertThat(handIn("dev-1", "no json")).isEqualTo(new Outcome.Busy(Duration.ofSeconds(3)));
  }

  @Test
  void answersNothingWhenTheJournalHasFailed() {
    journal.become(ObedientJournal.Mood.FAILED);

    assertThatThrownBy(() -> handIn("dev-1", "{\"values\":{\"a\":1}}"))
        .hasRootCauseInstanceOf(JournalFailedException.class);
  }

  @Test
  void recordsTheHandshakeOfAnExactlyOnceDeliveryWithTheAppend() {
    Handshake handshake = new Handshake("dev-1", 7);
    handIn(arrival("dev-1", "{\"values\":{\"a\":1}}", handshake));
    handIn(arrival("dev-1", "no json", handshake));

    assertThat(journal.appends())
        .allSatisfy(append -> assertThat(append.begins()).isEqualTo(handshake));
  }

  @Test
  void keepsAMessageOnWhichTheDecoderBreaksAndOneWithoutADecoder() {
    devices.and("dev-3", TestDevices.type("broken", "broken"));
    devices.and("dev-4", TestDevices.type("strange", "strange"));

    assertThat(handIn("dev-3", "x")).isInstanceOf(Outcome.Refused.class);
    assertThat(handIn("dev-4", "x"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.detail())
                    .contains("\"strange\"", "there are [broken, cayenne-lpp, document"));
    assertThat(letters()).hasSize(2);
  }

  @Test
  void countsWhatItDoes() {
    handIn("dev-1", "[{\"values\":{\"no2\":1,\"b\":2}},{\"values\":{\"no2\":\"x\"}}]");
    handIn("dev-1", "no json");

    assertThat(meters.get("veedel.intake.accepted").tag("protocol", "http").counters())
        .anySatisfy(counter -> assertThat(counter.count()).isEqualTo(2));
    assertThat(
            meters
                .get("veedel.intake.set.aside")
                .tags("protocol", "http", "assured", "true", "reason", "result_type_mismatch")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(meters.get("veedel.intake.journal.wait").timer().count()).isEqualTo(2);
  }

  @Test
  void namesAVehicleByAPseudonymBeforeAnythingIsWritten() {
    Outcome outcome =
        handIn(
            "scooters",
            "[{\"thing\":\"KVB:Bike"
                + " 4711\",\"location\":[6.95,50.94],\"values\":{\"battery\":80}},{\"thing\":\"KVB:Bike"
                + " 4711\",\"location\":[6.95,50.94],\"values\":{\"battery\":79}},"
                + "{\"values\":{\"fleet\":2}}]");

    assertThat(outcome).isEqualTo(new Outcome.Accepted(3, 0));
    List<Observation> written = observations();
    assertThat(written.get(0).thing().value()).matches("v-[a-z2-7]{26}");
    assertThat(written.get(1).thing()).isEqualTo(written.get(0).thing());
    assertThat(written.get(0).location()).isEqualTo(new Location(6.95, 50.94));
    assertThat(written.get(2).thing()).isEqualTo(new ThingId("scooters"));
  }

  @Test
  void keepsNeitherTextNorPayloadOfARefusedMessageThatMayNameAVehicle() {
    for (String text :
        List.of(
            "{\"thing\":\"bike-4711\",\"values\":{\"bike-4711\":[]}}",
            "{\"thing\":\"bike-4711\"",
            "{\"bike-4711\":1}",
            "bike-4711",
            "{\"thing\":\"bike-4711\",\"values\":{\"no2\":\"bike-4711\"}}")) {
      assertThat(handIn("scooters", text).toString()).doesNotContain("4711");
    }

    assertThat(letters())
        .hasSize(5)
        .allSatisfy(letter -> {
          assertThat(letter.toString()).doesNotContain("4711");
          assertThat(letter.payload().length()).isZero();
          assertThat(letter.detail()).contains("bytes");
        });
  }

  private void isThingUnknown(Outcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.THING_UNKNOWN));
  }

  private static String aboutThing(String thing) {
    return "{\"thing\":\"" + thing + "\",\"values\":{\"a\":1}}";
  }

  private static String at(String time) {
    return "{\"time\":\"" + time + "\",\"values\":{\"a\":1}}";
  }

  private JournalingIntake intake(IntakeConfig config) {
    return new JournalingIntake(
        new TypeDecoders(
            Decoders.standard()
                .and(
                    "broken",
                    (payload, format, receivedAt) -> {
                      throw new IllegalStateException("a bug");
                    })
                .and(
                    "joins",
                    (payload, format, receivedAt) -> new Decoded.Nothing("a join, no more")),
            (type, source) -> {
              throw new UnsupportedOperationException("no scripts here");
            }),
        UNITS,
        new Pseudonyms(config.pseudonyms(), new byte[32]),
        journal,
        new ReceiptClock(() -> now.get()),
        new IntakeMetrics(meters),
        config);
  }

  private Outcome handIn(String device, String text) {
    return handIn(arrival(device, text));
  }

  private Outcome handInSenml(String pack) {
    Arrival json = arrival("dev-1", pack);
    return handIn(
        new Arrival(
            json.device(),
            Protocol.COAP,
            true,
            json.address(),
            ContentFormat.SENML_JSON,
            json.payload(),
            true,
            null));
  }

  private Outcome handIn(Arrival arrival) {
    return later(arrival).join();
  }

  private CompletableFuture<Outcome> later(Arrival arrival) {
    return intake.handIn(arrival).toCompletableFuture();
  }

  private Arrival arrival(String device, String text) {
    return arrival(device, text, null);
  }

  private Arrival arrival(String device, String text, @Nullable Handshake begins) {
    return new Arrival(
        devices.device(device),
        Protocol.HTTP,
        true,
        "v1/" + device + "/up",
        ContentFormat.JSON,
        payload(text),
        true,
        begins);
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Entry.Accepted> accepted() {
    return journal.entries().stream()
        .filter(Entry.Accepted.class::isInstance)
        .map(Entry.Accepted.class::cast)
        .toList();
  }

  private List<Observation> observations() {
    return accepted().stream().flatMap(entry -> entry.observations().stream()).toList();
  }

  private List<DeadLetter> letters() {
    return journal.entries().stream()
        .filter(Entry.SetAside.class::isInstance)
        .map(entry -> ((Entry.SetAside) entry).letter())
        .toList();
  }

  private static DeviceType creating() {
    return new DeviceType(
        "creating", "Creating", "json", AcceptedTime.LIVE, true, false, 0, Map.of());
  }

  private static DeviceType joining() {
    return new DeviceType("joins", "Joins", "joins", AcceptedTime.LIVE, false, false, 0, Map.of());
  }

  private static DeviceType pseudonymising() {
    return new DeviceType(
        "scooter", "Scooter", "json", AcceptedTime.LIVE, false, true, 30, Map.of());
  }
}
