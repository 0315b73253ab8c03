package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.journal.Entry;
import city.veedel.journal.Handshake;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Observation;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Protocol;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What vendors wrote, decoded off the protocol threads. The stand-in for scripts reads a text as
 * the value of {@code a}; {@code wait} waits for the test first, {@code bug} breaks, {@code stop}
 * is stopped.
 */
class ScriptedTypesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);
  private static final Outcome ACCEPTED = new Outcome.Accepted(1, 0);

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch atWork = new CountDownLatch(1);
  private final ObedientJournal journal = new ObedientJournal();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestDevices devices =
      TestDevices.with("dev-1", scripted("first"))
          .and("dev-2", scripted("second"))
          .and("unmade", scripted("unmade"))
          .and("unmakeable", scripted("unmakeable"));
  private final JournalingIntake intake =
      new JournalingIntake(
          new TypeDecoders((type, _) -> codec(type)),
          new Units(),
          new Pseudonyms(IntakeConfig.PseudonymRules.DEFAULTS, new byte[32]),
          journal,
          new ReceiptClock(() -> now.get()),
          new IntakeMetrics(meters),
          new IntakeConfig(
              100,
              IntakeConfig.Rates.DEFAULTS,
              IntakeConfig.PseudonymRules.DEFAULTS,
              new IntakeConfig.Decoding(2, 4, 2, 3, RETRY_AFTER)));

  @AfterEach
  void stop() {
    held.countDown();
    intake.close();
  }

  @Test
  void decodesOnAnotherThread() {
    CompletableFuture<Outcome> waiting = handIn("dev-1", "wait");
    assertThat(waiting).isNotDone();

    held.countDown();

    assertThat(waiting).succeedsWithin(PATIENCE).isEqualTo(ACCEPTED);
    assertThat(observations()).hasSize(1);
  }

  @Test
  void isBusyForADeviceThatHasItsShareAndNotForOthers() {
    CompletableFuture<Outcome> waiting = handIn("dev-1", "wait");
    var _ = handIn("dev-1", "1");

    assertThat(handIn("dev-1", "2")).isCompletedWithValue(new Outcome.Busy(RETRY_AFTER));
    assertThat(busy()).isEqualTo(1);
    assertThat(handIn("dev-2", "3")).succeedsWithin(PATIENCE).isEqualTo(ACCEPTED);

    held.countDown();
    assertThat(waiting).succeedsWithin(PATIENCE).isEqualTo(ACCEPTED);
    await().until(() -> !(handIn("dev-1", "2").join() instanceof Outcome.Busy));
  }

  /** A vendor may mend a script by a mapping: then messages of both are there together. */
  @Test
  void aMessageThatNeedsNoScriptDoesNotPassByOneThatDoes() {
    CompletableFuture<Outcome> before = handIn("dev-1", "wait");
    devices.and("dev-1", TestDevices.jsonType());
    CompletableFuture<Outcome> after = handIn("dev-1", "{\"values\":{\"a\":2}}");
    assertThat(after).isNotDone();

    held.countDown();

    assertThat(before).succeedsWithin(PATIENCE).isEqualTo(ACCEPTED);
    assertThat(after).succeedsWithin(PATIENCE).isEqualTo(ACCEPTED);
    assertThat(observations())
        .extracting(Observation::result)
        .extracting(Object::toString)
        .satisfiesExactly(
            first -> assertThat(first).contains("0.0"), second -> assertThat(second).contains("2"));
  }

  @Test
  void theTimeOfReceiptIsThatOfTheMessageAndNotThatOfItsDecoding() {
    CompletableFuture<Outcome> waiting = handIn("dev-1", "wait");
    CompletableFuture<Outcome> behind = handIn("dev-1", "1");
    now.set(NOON.plusSeconds(60));

    held.countDown();

    assertThat(waiting).succeedsWithin(PATIENCE);
    assertThat(behind).succeedsWithin(PATIENCE);
    assertThat(observations())
        .extracting(Observation::phenomenonTime)
        .allSatisfy(time -> assertThat(time).isBetween(NOON, NOON.plusMillis(1)))
        .doesNotHaveDuplicates();
    assertThat(journal.entries())
        .extracting(entry -> ((Entry.Accepted) entry).provenance().receivedAt())
        .allSatisfy(time -> assertThat(time).isBetween(NOON, NOON.plusMillis(1)));
  }

  @Test
  void keepsAMessageWhoseDecoderBreaksOrCannotBeMade() {
    for (CompletableFuture<Outcome> broken :
        List.of(handIn("dev-1", "bug"), handIn("unmakeable", "1"))) {
      assertThat(broken)
          .succeedsWithin(PATIENCE)
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.kept()).isTrue();
                assertThat(refused.detail()).contains("the decoder javascript broke");
              });
    }
    assertThat(meters.get("veedel.intake.decoder.failures").counter().count()).isEqualTo(2);
    assertThat(journal.entries()).hasSize(2).allMatch(Entry.SetAside.class::isInstance);
  }

  @Test
  void isBusyWhereSomethingElseBreaksAndTakesTheMessageThen() {
    devices.and("dev-3", TestDevices.jsonType());
    journal.become(ObedientJournal.Mood.BUGGY);

    assertThat(handIn("dev-1", "1"))
        .succeedsWithin(PATIENCE)
        .isEqualTo(new Outcome.Busy(RETRY_AFTER));
    assertThat(handIn("dev-3", "{\"values\":{\"a\":2}}"))
        .isCompletedWithValue(new Outcome.Busy(RETRY_AFTER));

    journal.become(ObedientJournal.Mood.DURABLE);
    await().until(() -> handIn("dev-1", "1").join().equals(ACCEPTED));
  }

  @Test
  void aMessageWhoseDecodingIsStoppedIsNeitherAnsweredNorKept() {
    CompletableFuture<Outcome> stopped =
        handIn("dev-1", "stop", new Handshake("dev-1/client-1", 7));

    assertThatThrownBy(() -> stopped.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(DecodingStoppedException.class);
    assertThat(journal.appends()).as("no dead letter, no handshake").isEmpty();
    assertThat(meters.get("veedel.intake.decoder.failures").counter().count()).isZero();
  }

  @Test
  void aMessageWhoseScriptHasNoTurnComesAgain() {
    assertThat(handIn("dev-1", "busy"))
        .succeedsWithin(PATIENCE)
        .isEqualTo(new Outcome.Busy(RETRY_AFTER));
    assertThat(journal.appends()).isEmpty();
    assertThat(meters.get("veedel.intake.decoder.failures").counter().count()).isZero();
  }

  @Test
  void aDecoderThatIsStoppedWhileItIsMadeKeepsNothingEither() {
    assertThatThrownBy(() -> handIn("unmade", "1").get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(DecodingStoppedException.class);
    assertThat(journal.appends()).isEmpty();
  }

  @Test
  void anExactlyOnceDeliveryBeginsWhenItsMessageIsDecoded() {
    Handshake handshake = new Handshake("dev-1/client-1", 7);
    CompletableFuture<Outcome> waiting = handIn("dev-1", "wait", handshake);
    assertThat(journal.appends()).isEmpty();

    held.countDown();

    assertThat(waiting).succeedsWithin(PATIENCE).isEqualTo(ACCEPTED);
    assertThat(journal.appends())
        .singleElement()
        .satisfies(append -> assertThat(append.begins()).isEqualTo(handshake));
  }

  @Test
  void closingFailsWhatWaitsAndWhatComesAfter() throws Exception {
    CompletableFuture<Outcome> decoding = handIn("dev-1", "wait");
    atWork.await();
    CompletableFuture<Outcome> waiting = handIn("dev-1", "1");

    intake.close();
    CompletableFuture<Outcome> late = handIn("dev-1", "2");

    for (CompletableFuture<Outcome> failed : List.of(decoding, waiting, late)) {
      assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(DecodingStoppedException.class);
    }
    assertThat(journal.appends()).isEmpty();
  }

  private SourcedCodec codec(String type) {
    return switch (type) {
      case "unmakeable" -> throw new IllegalStateException("no engine");
      case "unmade" -> throw new DecodingStoppedException("the sandbox is closed");
      default -> new Script();
    };
  }

  private final class Script implements SourcedCodec {
    @Override
    public Optional<Fault> check() {
      return Optional.empty();
    }

    @Override
    public CodecResult decode(Uplink uplink) {
      String text = new String(uplink.payload().bytes(), StandardCharsets.UTF_8);
      return switch (text) {
        case "bug" -> throw new IllegalStateException("a bug");
        case "stop" -> throw new DecodingStoppedException("the sandbox is closed");
        case "busy" -> throw new DecodingBusyException("no script had its turn");
        case "wait" -> {
          waitForTheTest();
          yield document(0);
        }
        default -> document(Double.parseDouble(text));
      };
    }
  }

  private void waitForTheTest() {
    atWork.countDown();
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new DecodingStoppedException("interrupted");
    }
  }

  private static CodecResult document(double value) {
    return new CodecResult.Document(JsonNodeFactory.instance.objectNode().put("a", value));
  }

  private static DeviceType scripted(String id) {
    return new DeviceType(
        id,
        id,
        "ACME",
        "",
        DeviceType.FIRST_VERSION,
        new Decoding(
            "javascript",
            Envelope.NONE,
            "function decodeUplink(input) {}",
            List.of(new FieldMapping("/a", new PropertyName("a"), ""))),
        AcceptedTime.LIVE,
        false,
        false,
        0,
        Map.of());
  }

  private CompletableFuture<Outcome> handIn(String device, String text) {
    return handIn(device, text, null);
  }

  private CompletableFuture<Outcome> handIn(
      String device, String text, @Nullable Handshake begins) {
    return intake
        .handIn(
            new Arrival(
                devices.device(device),
                Protocol.HTTP,
                true,
                "v1/" + device + "/up",
                ContentFormat.UNDECLARED,
                Payload.wrap(text.getBytes(StandardCharsets.UTF_8)),
                true,
                begins))
        .toCompletableFuture();
  }

  private List<Observation> observations() {
    return journal.entries().stream()
        .flatMap(entry -> ((Entry.Accepted) entry).observations().stream())
        .toList();
  }

  private double busy() {
    return meters
        .get("veedel.intake.busy")
        .tags("protocol", "http", "assured", "true")
        .counter()
        .count();
  }
}
