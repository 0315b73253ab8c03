package city.veedel.script;

import static city.veedel.script.Scripts.data;
import static city.veedel.script.Scripts.onlyFault;
import static city.veedel.script.Scripts.uplink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.RefusalReason;
import city.veedel.script.ScriptSandboxConfig.ColdStart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptSandboxTest {
  private static final int PLACES = 2 + 16;
  private static final Uplink LOOPS = uplink(1, "");
  private static final Uplink ENDS = uplink(2, "");
  private static final String SOMETIMES_LOOPS =
      "function Decoder(bytes, port) { while (port === 1) {} return {v: port}; }";

  private static final String NEVER_READ = "for (;;) {}";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T14:00:00Z"));
  private final InstantSource clock = now::get;
  private final List<SwitchedOff> notices = new CopyOnWriteArrayList<>();

  private ScriptSandbox sandbox(int overrunsInARow) {
    return new ScriptSandbox(
        Scripts.config(Duration.ofMillis(300), Scripts.LONG, overrunsInARow), clock, notices::add);
  }

  /** Has no patience with a script that does not end while it is read. */
  private ScriptSandbox impatientReader(int overrunsInARow) {
    return new ScriptSandbox(
        Scripts.config(Scripts.LONG, Duration.ofMillis(200), overrunsInARow), clock, notices::add);
  }

  @Test
  void aTypeThatRunsOverTooOftenIsSwitchedOffForAGrowingTime() {
    try (ScriptSandbox sandbox = sandbox(2)) {
      ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);

      codec.decode(LOOPS);
      assertThat(notices).isEmpty();
      codec.decode(LOOPS);

      assertThat(notices)
          .containsExactly(
              new SwitchedOff(
                  "acme",
                  "it did not end within 300 ms of processor time",
                  Instant.parse("2026-11-22T14:00:00Z"),
                  Instant.parse("2026-11-22T14:01:00Z")));
      assertThat(codec.switchedOff()).contains(notices.getFirst());
      Fault fault = onlyFault(codec.decode(ENDS));
      assertThat(fault.reason()).isEqualTo(RefusalReason.FORMAT_UNSUPPORTED);
      assertThat(fault.detail())
          .isEqualTo(
              "the decoder of acme is switched off until 2026-11-22T14:01:00Z, because it did not"
                  + " end within 300 ms of processor time; the message is kept and can"
                  + " be decoded again after the decoder is mended");

      now.set(Instant.parse("2026-11-22T14:01:00Z"));
      codec.decode(LOOPS);
      assertThat(notices.getLast().until()).isEqualTo("2026-11-22T14:03:00Z");
      now.set(Instant.parse("2026-11-22T14:03:00Z"));
      codec.decode(LOOPS);
      assertThat(notices.getLast().until()).isEqualTo("2026-11-22T14:06:00Z");
      assertThat(notices).hasSize(3);
    }
  }

  @Test
  void aNewVersionOfTheTypeAndOtherTypesAreRun() {
    try (ScriptSandbox sandbox = sandbox(1)) {
      sandbox.codec("acme", SOMETIMES_LOOPS).decode(LOOPS);
      assertThat(notices).hasSize(1);

      assertThat(data(sandbox.codec("acme", SOMETIMES_LOOPS).decode(ENDS))).isEqualTo("{\"v\":2}");
      assertThat(data(sandbox.codec("other", SOMETIMES_LOOPS).decode(ENDS))).isEqualTo("{\"v\":2}");
    }
  }

  @Test
  void aDecodeThatEndsInTimeEndsTheRow() {
    Overruns overruns = new Overruns("acme", Scripts.config(Scripts.LONG, Scripts.LONG, 2));

    assertThat(overruns.overran("slow", clock.instant())).isEmpty();
    overruns.endedInTime();
    assertThat(overruns.overran("slow", clock.instant())).isEmpty();
    assertThat(overruns.overran("slow", clock.instant())).isPresent();
  }

  @Test
  void overrunsFarApartAreNoRow() {
    Overruns overruns = new Overruns("acme", Scripts.config(Scripts.LONG, Scripts.LONG, 2));
    Instant first = clock.instant();

    assertThat(overruns.overran("slow", first)).isEmpty();
    assertThat(overruns.overran("slow", first.plusSeconds(601))).isEmpty();
    assertThat(overruns.overran("slow", first.plusSeconds(1_201))).isPresent();
  }

  @Test
  void afterAQuietWindowThePauseIsTheFirstAgain() {
    Overruns overruns = new Overruns("acme", Scripts.config(Scripts.LONG, Scripts.LONG, 1));
    Instant first = clock.instant();

    assertThat(overruns.overran("slow", first).orElseThrow().until())
        .isEqualTo(first.plusSeconds(60));
    Instant later = first.plusSeconds(60 + 601);
    assertThat(overruns.overran("slow", later).orElseThrow().until())
        .isEqualTo(later.plusSeconds(60));
  }

  @Test
  void aScriptThatWasStoppedWhileItWasReadIsReadAgain() {
    try (ScriptSandbox sandbox = impatientReader(2)) {
      ScriptCodec codec = sandbox.codec("acme", NEVER_READ);

      assertThat(codec.check()).isEmpty();
      assertThat(onlyFault(codec.decode(ENDS)).detail())
          .isEqualTo(
              "the decoder was stopped: reading it did not end within 200 ms of processor time");
      assertThat(notices).hasSize(1);
      assertThat(onlyFault(codec.decode(ENDS)).detail()).contains("is switched off until");

      now.set(Instant.parse("2026-11-22T14:01:00Z"));
      codec.decode(ENDS);
      assertThat(notices).hasSize(2);
      assertThat(notices.getLast().why())
          .isEqualTo("reading it did not end within 200 ms of processor time");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function f() { return f() + 1; } f();",
        "var kept = new Uint8Array(1 << 28);",
        "for (;;) {}"
      })
  void whoTriesAScriptOutIsToldThatItWasStopped(String topLevel) {
    try (ScriptSandbox sandbox = impatientReader(5)) {
      assertThat(sandbox.trial("acme", topLevel).check().orElseThrow().detail())
          .startsWith("the decoder was stopped: ")
          .endsWith("; try again, or let it do less before the first message");
      assertThat(sandbox.codec("acme", topLevel).check()).isEmpty();
    }
  }

  @Test
  void theFirstDecodesOfAllAndOfEachScriptHaveLonger() {
    String slow =
        "function Decoder(bytes, port) {"
            + " for (var i = 0; port === 1 || i < 1e5; i++) {} return {v: 1}; }";
    ColdStart cold = new ColdStart(3, 1, Scripts.LONG, Scripts.LONG);
    ScriptSandboxConfig config =
        Scripts.config(Duration.ofMillis(1), Scripts.LONG, cold, 1_000, 8 << 20);
    try (ScriptSandbox sandbox = new ScriptSandbox(config, clock, notices::add)) {
      ScriptCodec first = sandbox.codec("acme", slow);
      assertThat(data(first.decode(ENDS))).isEqualTo("{\"v\":1}");
      assertThat(data(first.decode(ENDS))).isEqualTo("{\"v\":1}");
      assertThat(onlyFault(first.decode(LOOPS)).detail()).contains("did not end within 1 ms");

      ScriptCodec second = sandbox.codec("other", slow);
      assertThat(data(second.decode(ENDS))).isEqualTo("{\"v\":1}");
      assertThat(onlyFault(second.decode(LOOPS)).detail()).contains("did not end within 1 ms");
    }
  }

  @Test
  void theScriptThatWasNotUsedForLongestMakesRoomAndIsReadAgain() {
    long one = bytesOfOneLargeScript();
    ColdStart cold = new ColdStart(0, 0, Scripts.LONG, Scripts.LONG);
    ScriptSandboxConfig config =
        Scripts.config(Scripts.LONG, Scripts.LONG, cold, 5, 2 * one + one / 2);
    try (ScriptSandbox sandbox = new ScriptSandbox(config, clock, notices::add)) {
      List<ScriptCodec> codecs =
          IntStream.range(0, 3).mapToObj(i -> sandbox.codec("acme-" + i, large(i))).toList();

      decodeEach(codecs);
      assertThat(isKept(codecs)).containsExactly(false, true, true);

      codecs.get(1).decode(ENDS);
      codecs.get(0).decode(ENDS);
      assertThat(isKept(codecs)).containsExactly(true, true, false);

      decodeEach(codecs);
      assertThat(sandbox.keptBytes()).isBetween(2 * one - one / 4, config.keptBytes());
    }
  }

  private long bytesOfOneLargeScript() {
    try (ScriptSandbox sandbox = new ScriptSandbox(Scripts.patient(), clock, notices::add)) {
      assertThat(sandbox.codec("acme", large(0)).check()).isEmpty();
      return sandbox.keptBytes();
    }
  }

  private static String large(int more) {
    return "var kept = 'x'.repeat("
        + (300_000 + more)
        + "); function Decoder() { return {v: kept.length}; }";
  }

  private static void decodeEach(List<ScriptCodec> codecs) {
    for (int i = 0; i < codecs.size(); i++) {
      assertThat(data(codecs.get(i).decode(ENDS))).isEqualTo("{\"v\":" + (300_000 + i) + "}");
    }
  }

  private static List<Boolean> isKept(List<ScriptCodec> codecs) {
    return codecs.stream().map(codec -> codec.script() != null).toList();
  }

  @Test
  void isBusyWhenAsMuchWaitsAsMayAndGivesEveryPlaceBack() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ScriptSandbox sandbox = gated(gate);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);
      List<Future<CodecResult>> results = new ArrayList<>();
      for (int i = 0; i < PLACES + 1; i++) {
        results.add(callers.submit(() -> codec.decode(ENDS)));
      }
      await().atMost(Scripts.LONG).until(() -> results.stream().anyMatch(Future::isDone));
      gate.countDown();

      int decoded = 0;
      for (Future<CodecResult> result : results) {
        try {
          assertThat(data(result.get())).isEqualTo("{\"v\":2}");
          decoded++;
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(DecodingBusyException.class);
        }
      }
      assertThat(decoded).isEqualTo(PLACES);
      assertThat(data(codec.decode(ENDS))).isEqualTo("{\"v\":2}");
    }
  }

  /** Its threads wait for the gate before each decode. */
  private ScriptSandbox gated(CountDownLatch gate) {
    InstantSource source =
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return now.get();
        };
    return new ScriptSandbox(Scripts.patient(), source, notices::add);
  }

  @Test
  void whoIsInterruptedWaitsNoLonger() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    try (ScriptSandbox sandbox = gated(gate)) {
      ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread waiting =
          Thread.ofVirtual().start(() -> thrown.complete(catchThrowable(() -> codec.decode(ENDS))));

      waiting.interrupt();
      waiting.join();
      gate.countDown();

      assertThat(thrown.join()).isInstanceOf(DecodingStoppedException.class);
    }
  }

  @Test
  void closingEndsWhatRunsAndRefusesWhatWaits() {
    ScriptSandbox sandbox = new ScriptSandbox(Scripts.patient(), clock, notices::add);
    ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);
    codec.decode(ENDS);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<CodecResult>> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        taken.add(callers.submit(() -> codec.decode(LOOPS)));
      }

      sandbox.close();

      for (Future<CodecResult> result : taken) {
        assertThatThrownBy(result::get).hasCauseInstanceOf(DecodingStoppedException.class);
      }
    }
    assertThatThrownBy(() -> codec.decode(ENDS))
        .isInstanceOf(DecodingStoppedException.class)
        .hasMessage("the sandbox is closed");
    assertThat(notices).isEmpty();
  }

  @Test
  void closingWhileAnEngineIsMadeIsNoFaultOfTheScript() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    InstantSource untilInterrupted =
        () -> {
          reached.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return now.get();
        };
    ScriptSandbox sandbox = new ScriptSandbox(Scripts.patient(), untilInterrupted, notices::add);
    ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual().start(() -> thrown.complete(catchThrowable(() -> codec.decode(ENDS))));
    reached.await();

    sandbox.close();
    caller.join();

    assertThat(thrown.join()).isInstanceOf(DecodingStoppedException.class);
    assertThat(notices).isEmpty();
  }
}
