package city.veedel.script;

import static city.veedel.script.Scripts.data;
import static city.veedel.script.Scripts.onlyFault;
import static city.veedel.script.Scripts.uplink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.RefusalReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScriptSandboxTest {
  private static final Uplink LOOPS = uplink(1, "");
  private static final Uplink ENDS = uplink(2, "");
  private static final String SOMETIMES_LOOPS =
      "function Decoder(bytes, port) { while (port === 1) {} return {v: port}; }";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T14:00:00Z"));
  private final InstantSource clock = now::get;
  private final List<SwitchedOff> notices = new CopyOnWriteArrayList<>();

  private ScriptSandbox sandbox(int overrunsInARow) {
    return new ScriptSandbox(
        Scripts.config(Duration.ofMillis(200), overrunsInARow), clock, notices::add);
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
                  "it did not end within 200 ms of processor time",
                  Instant.parse("2026-11-22T14:00:00Z"),
                  Instant.parse("2026-11-22T14:01:00Z")));
      assertThat(codec.switchedOff()).contains(notices.getFirst());
      Fault fault = onlyFault(codec.decode(ENDS));
      assertThat(fault.reason()).isEqualTo(RefusalReason.FORMAT_UNSUPPORTED);
      assertThat(fault.detail())
          .isEqualTo(
              "the decoder of acme is switched off until 2026-11-22T14:01:00Z, because it did not"
                  + " end within 200 ms of processor time; the message is kept and can"
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
    Overruns overruns = new Overruns("acme", Scripts.config(Duration.ofMillis(50), 2));

    assertThat(overruns.overran("slow", clock.instant())).isEmpty();
    overruns.endedInTime();
    assertThat(overruns.overran("slow", clock.instant())).isEmpty();
    assertThat(overruns.overran("slow", clock.instant())).isPresent();
  }

  @Test
  void overrunsFarApartAreNoRow() {
    Overruns overruns = new Overruns("acme", Scripts.config(Duration.ofMillis(50), 2));
    Instant first = clock.instant();

    assertThat(overruns.overran("slow", first)).isEmpty();
    assertThat(overruns.overran("slow", first.plusSeconds(601))).isEmpty();
    assertThat(overruns.overran("slow", first.plusSeconds(1_201))).isPresent();
  }

  @Test
  void afterAQuietWindowThePauseIsTheFirstAgain() {
    Overruns overruns = new Overruns("acme", Scripts.config(Duration.ofMillis(50), 1));
    Instant first = clock.instant();

    assertThat(overruns.overran("slow", first).orElseThrow().until())
        .isEqualTo(first.plusSeconds(60));
    Instant later = first.plusSeconds(60 + 601);
    assertThat(overruns.overran("slow", later).orElseThrow().until())
        .isEqualTo(later.plusSeconds(60));
  }

  @Test
  void aFullQueueIsBusyAndEveryPlaceIsGivenBack() {
    try (ScriptSandbox sandbox = sandbox(1_000)) {
      ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);
      List<CompletionStage<CodecResult>> taken = new ArrayList<>();

      Optional<CompletionStage<CodecResult>> offered = codec.offer(LOOPS);
      while (offered.isPresent()) {
        taken.add(offered.get());
        assertThat(taken).hasSizeLessThan(1_000);
        offered = codec.offer(LOOPS);
      }
      assertThat(taken).hasSizeGreaterThanOrEqualTo(2 + 16);

      for (CompletionStage<CodecResult> result : taken) {
        assertThat(onlyFault(result.toCompletableFuture().join()).detail())
            .startsWith("the decoder was stopped");
      }
      assertThat(data(codec.offer(ENDS).orElseThrow().toCompletableFuture().join()))
          .isEqualTo("{\"v\":2}");
    }
  }

  @Test
  void closingEndsWhatRunsAndRefusesWhatWaits() {
    ScriptSandbox sandbox =
        new ScriptSandbox(Scripts.config(Duration.ofHours(1), 1), clock, notices::add);
    ScriptCodec codec = sandbox.codec("acme", SOMETIMES_LOOPS);
    codec.decode(ENDS);
    List<CompletionStage<CodecResult>> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(codec.offer(LOOPS).orElseThrow());
    }

    sandbox.close();

    for (CompletionStage<CodecResult> result : taken) {
      assertThatThrownBy(() -> result.toCompletableFuture().join())
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("the sandbox is closed");
    }
    assertThatThrownBy(() -> codec.decode(ENDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the sandbox is closed");
    assertThat(notices).isEmpty();
  }
}
