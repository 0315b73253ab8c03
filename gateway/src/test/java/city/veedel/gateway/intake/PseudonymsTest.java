package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.ThingId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final DeviceId FEED = new DeviceId("feed");
  private static final Location NEUMARKT = new Location(6.9480, 50.9360);
  // One ten-thousandth of a degree of latitude is 11.1 m.
  private static final Location AFTER_89_METRES = new Location(6.9480, 50.9368);
  private static final Location AFTER_111_METRES = new Location(6.9480, 50.9370);

  private final Pseudonyms pseudonyms =
      new Pseudonyms(IntakeConfig.PseudonymRules.DEFAULTS, new byte[32]);

  @Test
  void keepsTheNameOfAVehicleThatStands() {
    ThingId name = name("bike", NEUMARKT, NOON);

    assertThat(name.value()).matches("v-[a-z2-7]{26}").doesNotContain("bike");
    assertThat(name("bike", AFTER_89_METRES, NOON.plusSeconds(60))).isEqualTo(name);
    assertThat(name("bike", null, NOON.plusSeconds(120))).isEqualTo(name);
    assertThat(name("bike", NEUMARKT, NOON.plus(Duration.ofMinutes(17)))).isEqualTo(name);
  }

  @Test
  void givesAnotherNameAfterATrip() {
    ThingId name = name("bike", NEUMARKT, NOON);
    ThingId next = name("bike", AFTER_111_METRES, NOON.plusSeconds(60));

    assertThat(next).isNotEqualTo(name);
    assertThat(name("bike", NEUMARKT, NOON.plusSeconds(120))).isNotIn(name, next);
  }

  @Test
  void measuresFromTheLastKnownPlace() {
    ThingId name = name("bike", NEUMARKT, NOON);
    assertThat(name("bike", null, NOON.plusSeconds(60))).isEqualTo(name);

    assertThat(name("bike", AFTER_111_METRES, NOON.plusSeconds(120))).isNotEqualTo(name);
  }

  @Test
  void givesAnotherNameAfterAGap() {
    ThingId name = name("bike", NEUMARKT, NOON);
    assertThat(name("bike", NEUMARKT, NOON.plus(Duration.ofMinutes(15)))).isEqualTo(name);

    assertThat(name("bike", NEUMARKT, NOON.plus(Duration.ofMinutes(30)).plusMillis(1)))
        .isNotEqualTo(name);
  }

  @Test
  void givesAnotherNameAfterADayAtTheLatest() {
    ThingId name = name("bike", NEUMARKT, NOON);
    for (int minutes = 10; minutes < 24 * 60; minutes += 10) {
      assertThat(name("bike", NEUMARKT, NOON.plus(Duration.ofMinutes(minutes)))).isEqualTo(name);
    }

    assertThat(name("bike", NEUMARKT, NOON.plus(Duration.ofDays(1)))).isNotEqualTo(name);
  }

  @Test
  void standsAClockThatGoesBack() {
    ThingId name = name("bike", NEUMARKT, NOON);

    assertThat(name("bike", NEUMARKT, NOON.minusSeconds(3600))).isEqualTo(name);
  }

  @Test
  void namesVehiclesOfTwoFeedsAndTwoProcessesDifferently() {
    ThingId name = name("bike", NEUMARKT, NOON);
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;

    assertThat(pseudonyms.nameOf(new DeviceId("other"), "bike", NEUMARKT, NOON)).isNotEqualTo(name);
    assertThat(
            new Pseudonyms(IntakeConfig.PseudonymRules.DEFAULTS, otherKey)
                .nameOf(FEED, "bike", NEUMARKT, NOON))
        .isNotEqualTo(name);
  }

  @Test
  void forgetsTheLongestUnseenVehicleAndNeverGivesItsNameAgain() {
    Pseudonyms two =
        new Pseudonyms(
            new IntakeConfig.PseudonymRules(100, Duration.ofMinutes(15), Duration.ofDays(1), 2),
            new byte[32]);
    Set<ThingId> names = new HashSet<>();
    for (int round = 0; round < 10; round++) {
      for (String vehicle : new String[] {"a", "b", "c"}) {
        assertThat(names.add(two.nameOf(FEED, vehicle, NEUMARKT, NOON))).isTrue();
      }
    }
  }

  @Test
  void needsAKeyThatCannotBeGuessed() {
    assertThatThrownBy(() -> new Pseudonyms(IntakeConfig.PseudonymRules.DEFAULTS, new byte[31]))
        .hasMessageContaining("at least 32 bytes");
  }

  private ThingId name(String vehicle, @Nullable Location location, Instant now) {
    return pseudonyms.nameOf(FEED, vehicle, location, now);
  }
}
