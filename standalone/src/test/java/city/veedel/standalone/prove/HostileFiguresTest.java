package city.veedel.standalone.prove;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.simulator.hostile.Attack;
import city.veedel.simulator.hostile.Attempts;
import city.veedel.simulator.hostile.IdleFleet;
import city.veedel.simulator.ledger.Service;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HostileFiguresTest {
  private static final Attempts USUAL = new Attempts(10, 9, 10, 0, 0, 0, 5, 100, 100);
  private static final HostileFigures.Memory MEMORY =
      new HostileFigures.Memory(512, OptionalLong.of(100), 300);
  private static final Service.Stretch GOOD = stretch(10, 0);

  @Test
  void timesAreToldAndNotJudged() {
    HostileFigures figures = figures(stretch(900, 0), USUAL, 10);

    assertThat(figures.findings()).isEmpty();
    assertThat(figures.asMap())
        .containsEntry("p99Ratio", 90.0)
        .containsEntry("p99RatioHeld", false)
        .containsEntry("stormHeld", false)
        .containsEntry("heapHeld", true);
  }

  @Test
  void whoeverIsThrownOutNotBackOrUntriedIsAFinding() {
    Attempts inVain = new Attempts(3, 0, 0, 0, 0, 3, 0, 0, 0);

    assertThat(figures(stretch(10, 2), inVain, 9).findings())
        .containsExactly("FORCED_RECONNECTS 2", "NOT_BACK 1", "UNTRIED ping flood");
  }

  @Test
  void anAttackThatWasThrownOutBeforeItBeganIsUntried() {
    Attempts neverWelcome = new Attempts(10, 0, 10, 0, 0, 0, 0, 0, 0);

    assertThat(figures(GOOD, neverWelcome, 10).findings()).containsExactly("UNTRIED ping flood");
  }

  @Test
  void whatIsAcceptedOrAmplifiedIsAFinding() {
    Attempts attempts = new Attempts(3, 3, 3, 0, 1, 0, 3, 100, 101);

    assertThat(figures(GOOD, attempts, 10).findings())
        .containsExactly("ACCEPTED ping flood 1", "AMPLIFIED ping flood 101 of 100 bytes");
  }

  @Test
  void whatIsBorneForLongIsAFinding() {
    Attempts attempts = new Attempts(7, 7, 0, 7, 0, 0, 0, 0, 0);

    assertThat(figures(GOOD, attempts, 10).findings()).containsExactly("BORNE ping flood 7");
  }

  @Test
  void whoGetsNothingBesideAttackersIsStarvedHoweverFew() {
    HostileFigures figures = figures(acknowledging(0, 20), USUAL, 10);

    assertThat(figures.findings()).containsExactly("STARVED beside 0.0 of 50.0 messages/s");
    assertThat(figures.asMap()).containsEntry("p99RatioHeld", false);
  }

  @Test
  void halfOfTheRateAloneIsEnough() {
    assertThat(figures(acknowledging(500, 20), USUAL, 10).findings()).isEmpty();
    assertThat(figures(acknowledging(480, 20), USUAL, 10).findings())
        .containsExactly("STARVED beside 24.0 of 50.0 messages/s");
  }

  @Test
  void aShortStormMayTakeMoreThanALongOne() {
    assertThat(storming(acknowledging(60, 10)).findings()).isEmpty();
    assertThat(storming(acknowledging(0, 10)).findings())
        .containsExactly("STARVED storming 0.0 of 50.0 messages/s");
    assertThat(storming(acknowledging(240, 40)).findings())
        .containsExactly("STARVED storming 6.0 of 50.0 messages/s");
  }

  @Test
  void withoutAnythingAcknowledgedAloneThereIsNothingToCompare() {
    HostileFigures figures = figures(acknowledging(0, 20), GOOD, GOOD, MEMORY, USUAL, 10);

    assertThat(figures.findings()).containsExactly("STARVED alone");
    assertThat(figures.asMap()).containsEntry("p99RatioHeld", false);
  }

  @Test
  void eachWayToLetADeviceDownHasItsWord() {
    Service.Stretch alone = new Service.Stretch(20, 1_000, 0, 5, 10, 10, 1, 2, 0);
    Service.Stretch beside = new Service.Stretch(20, 1_000, 0, 5, 10, 10, 0, 4, 0);

    HostileFigures figures = figures(alone, beside, GOOD, MEMORY, USUAL, 10);

    assertThat(figures.findings()).containsExactly("LET_DOWN_ALONE 3", "UNANSWERED 4");
    assertThat(figures.forcedReconnects()).isZero();
  }

  @Test
  void aHeapThatNothingIsKnownOfIsAFinding() {
    HostileFigures.Memory unknown = new HostileFigures.Memory(512, OptionalLong.empty(), 300);

    HostileFigures figures = figures(GOOD, GOOD, GOOD, unknown, USUAL, 10);

    assertThat(figures.findings()).containsExactly("HEAP_UNKNOWN");
    assertThat(figures.asMap()).containsEntry("heapHeld", false);
  }

  private static HostileFigures figures(Service.Stretch beside, Attempts attempts, int back) {
    return figures(GOOD, beside, GOOD, MEMORY, attempts, back);
  }

  private static HostileFigures storming(Service.Stretch storming) {
    return figures(GOOD, GOOD, storming, MEMORY, USUAL, 10);
  }

  private static HostileFigures figures(
      Service.Stretch alone,
      Service.Stretch beside,
      Service.Stretch storming,
      HostileFigures.Memory memory,
      Attempts attempts,
      int back) {
    return new HostileFigures(
        7,
        alone,
        beside,
        storming,
        0,
        memory,
        Map.of(Attack.PING_FLOOD, attempts),
        new IdleFleet.Storm(10, back, 21, 12),
        true,
        "");
  }

  private static Service.Stretch stretch(double p99Millis, long broken) {
    return new Service.Stretch(20, 1_000, 0, 5, p99Millis, p99Millis, broken, 0, 0);
  }

  private static Service.Stretch acknowledging(long messages, double seconds) {
    return new Service.Stretch(seconds, messages, 0, 5, 10, 10, 0, 0, 0);
  }
}
