package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.model.DeviceId;
import city.veedel.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodingThreadsTest {
  private static final DeviceId ONE = new DeviceId("one");
  private static final DeviceId OTHER = new DeviceId("other");
  private static final Outcome ACCEPTED = new Outcome.Accepted(1, 0);

  private final DecodingThreads threads =
      new DecodingThreads(new IntakeConfig.Decoding(2, 20, 8, 12, Duration.ofSeconds(1)));
  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void close() {
    held.countDown();
    threads.close();
  }

  @Test
  void messagesOfOneDeviceKeepTheirOrder() throws Exception {
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Outcome>> answers =
        IntStream.range(0, 8)
            .mapToObj(number ->
                offer(
                    ONE,
                    () -> {
                      done.add(number);
                      return accepted();
                    }))
            .toList();

    for (CompletableFuture<Outcome> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(ACCEPTED);
    }
    assertThat(done).isEqualTo(IntStream.range(0, 8).boxed().toList());
    await().until(() -> !threads.isBusyWith(ONE));
  }

  @Test
  void aDeviceWhoseMessageTakesLongDoesNotHoldUpAnother() throws Exception {
    CompletableFuture<Outcome> slow = offer(ONE, this::held);
    CompletableFuture<Outcome> behind = offer(ONE, DecodingThreadsTest::accepted);

    assertThat(offer(OTHER, DecodingThreadsTest::accepted).get(30, TimeUnit.SECONDS))
        .isEqualTo(ACCEPTED);
    assertThat(threads.isBusyWith(ONE)).isTrue();
    assertThat(slow).isNotDone();
    assertThat(behind).isNotDone();

    held.countDown();
    assertThat(behind.get(30, TimeUnit.SECONDS)).isEqualTo(ACCEPTED);
  }

  @Test
  void whatWaitsBehindAMessageThatWasNotTakenDoesNotPassItBy() throws Exception {
    Outcome busy = new Outcome.Busy(Duration.ofSeconds(1));
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Outcome> first =
        offer(
            ONE,
            () -> {
              var _ = held();
              return CompletableFuture.completedFuture(busy);
            });
    CompletableFuture<Outcome> behind =
        offer(
            ONE,
            () -> {
              done.add(1);
              return accepted();
            });

    held.countDown();

    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(busy);
    assertThat(behind.get(30, TimeUnit.SECONDS)).isEqualTo(busy);
    assertThat(done).isEmpty();
    assertThat(offer(ONE, DecodingThreadsTest::accepted).get(30, TimeUnit.SECONDS))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void oneDeviceTakesItsShareOfThePlacesOnly() {
    hold(ONE, "slow", 8);

    assertThat(threads.offer(ONE, "slow", DecodingThreadsTest::accepted)).isEmpty();
    assertThat(threads.offer(OTHER, "slow", DecodingThreadsTest::accepted)).isPresent();

    held.countDown();
    await().until(() -> threads.offer(ONE, "slow", DecodingThreadsTest::accepted).isPresent());
  }

  @Test
  void oneTypeTakesItsShareOfThePlacesOnly() {
    hold(ONE, "slow", 6);
    hold(OTHER, "slow", 6);
    DeviceId third = new DeviceId("third");

    assertThat(threads.offer(third, "slow", DecodingThreadsTest::accepted)).isEmpty();
    assertThat(threads.offer(third, "quick", DecodingThreadsTest::accepted)).isPresent();

    held.countDown();
    await().until(() -> threads.offer(third, "slow", DecodingThreadsTest::accepted).isPresent());
  }

  @Test
  void noMoreThanTheBoundWaits() {
    hold(ONE, "slow", 8);
    hold(OTHER, "slow", 4);
    hold(new DeviceId("third"), "slower", 8);
    DeviceId fourth = new DeviceId("fourth");

    assertThat(threads.offer(fourth, "quick", DecodingThreadsTest::accepted)).isEmpty();

    held.countDown();
    await().until(() -> threads.offer(fourth, "quick", DecodingThreadsTest::accepted).isPresent());
  }

  private void hold(DeviceId device, String type, int messages) {
    for (int i = 0; i < messages; i++) {
      assertThat(threads.offer(device, type, this::held)).as("message %s", i).isPresent();
    }
  }

  @Test
  void whatBreaksIsToldAndTheNextGoesOn() throws Exception {
    CompletableFuture<Outcome> broken =
        offer(
            ONE,
            () -> {
              throw new IllegalStateException("a bug");
            });

    assertThat(offer(ONE, DecodingThreadsTest::accepted).get(30, TimeUnit.SECONDS))
        .isEqualTo(ACCEPTED);
    assertThatThrownBy(broken::get).hasRootCauseMessage("a bug");
  }

  @Test
  void whatStillWaitsAtTheEndFails() {
    CompletableFuture<Outcome> slow = offer(ONE, this::held);
    CompletableFuture<Outcome> behind = offer(ONE, DecodingThreadsTest::accepted);

    threads.close();

    assertThatThrownBy(() -> slow.get(30, TimeUnit.SECONDS)).isNotNull();
    assertThatThrownBy(() -> behind.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(DecodingStoppedException.class)
        .hasMessage("the product is stopping");
  }

  @Test
  void whatComesAfterTheEndFailsAtOnceAgainAndAgain() {
    threads.close();

    for (int i = 0; i < 3; i++) {
      assertThat(offer(ONE, DecodingThreadsTest::accepted))
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withCauseInstanceOf(DecodingStoppedException.class);
    }
    assertThat(threads.isBusyWith(ONE)).isFalse();
  }

  /** An answer that fails runs others' code, which may offer the next message. */
  @Test
  void anAnswerMayOfferTheNextMessage() {
    CompletableFuture<Outcome> slow = offer(ONE, this::held);
    CompletableFuture<Outcome> again =
        offer(ONE, DecodingThreadsTest::accepted)
            .exceptionallyCompose(_ -> offer(ONE, DecodingThreadsTest::accepted));

    threads.close();

    assertThat(slow).isNotNull();
    assertThatThrownBy(() -> again.get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(DecodingStoppedException.class);
  }

  private CompletableFuture<Outcome> offer(
      DeviceId device, Supplier<CompletionStage<Outcome>> work) {
    return threads.offer(device, "type", work).orElseThrow().toCompletableFuture();
  }

  private CompletionStage<Outcome> held() {
    try {
      held.await();
      return accepted();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static CompletionStage<Outcome> accepted() {
    return CompletableFuture.completedFuture(ACCEPTED);
  }
}
