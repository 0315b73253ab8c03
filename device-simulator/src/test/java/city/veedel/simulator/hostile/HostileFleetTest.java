package city.veedel.simulator.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.simulator.load.LoadDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostileFleetTest {
  private static final long SEED = 13;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(2);
  private static final List<InetAddress> HERE = List.of(InetAddress.getLoopbackAddress());
  private static final LoadDevice STOLEN = new LoadDevice("stolen", Doorkeeper.SECRET);

  private Doorkeeper doorkeeper;

  @BeforeEach
  void open() throws IOException {
    doorkeeper = new Doorkeeper();
  }

  @AfterEach
  void close() throws IOException {
    doorkeeper.close();
  }

  @ParameterizedTest
  @EnumSource(names = "STALLED_VIEWER", mode = EnumSource.Mode.EXCLUDE)
  void whoeverIsThrownOutComesAgain(Attack attack) throws IOException {
    try (HostileFleet fleet = start(attack)) {
      await()
          .atMost(LIMIT)
          .until(() ->
              count(fleet, attack).ended() >= 1
                  && count(fleet, attack).entered() >= 1
                  && count(fleet, attack).attempts() >= 2);
      await().atMost(LIMIT).until(() -> doorkeeper.heard().stream().anyMatch(b -> b.length > 0));

      assertThat(count(fleet, attack).unreachable()).isZero();
      assertThat(count(fleet, attack).accepted()).isZero();
    }
  }

  /** It stalls for longer than a test should. */
  @Test
  void aViewerAsksForTheLiveStream() throws IOException {
    try (HostileFleet fleet = start(Attack.STALLED_VIEWER)) {
      await().atMost(LIMIT).until(() -> heard("GET /api/v1/live HTTP/1.1"));

      await().atMost(LIMIT).until(() -> count(fleet, Attack.STALLED_VIEWER).entered() >= 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Attack.class,
      names = {"SECRET_GUESSING", "MALFORMED_PACKETS", "SLOW_.*", "OVERSIZED_POST", "GARBAGE_.*"},
      mode = EnumSource.Mode.MATCH_NONE)
  void whoeverIsNotLetInHasNotEntered(Attack attack) {
    doorkeeper.behave(Doorkeeper.Manner.CLOSED);

    try (HostileFleet fleet = start(attack)) {
      await().atMost(LIMIT).until(() -> count(fleet, attack).ended() >= 2);

      assertThat(count(fleet, attack).entered()).isZero();
    }
  }

  @Test
  void aPortThatNobodyHasIsUnreachableOverUdpToo() throws IOException {
    Target target = doorkeeper.target();
    doorkeeper.close();

    try (HostileFleet fleet = start(target, Attack.BLOCKWISE_BOMB, Duration.ofMinutes(1))) {
      await().atMost(LIMIT).until(() -> count(fleet, Attack.BLOCKWISE_BOMB).unreachable() >= 1);

      assertThat(count(fleet, Attack.BLOCKWISE_BOMB).ended()).isZero();
      assertThat(count(fleet, Attack.BLOCKWISE_BOMB).entered()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Doorkeeper.Manner.class,
      names = {"GULLIBLE_OVER_MQTT", "GULLIBLE_OVER_COAP"})
  void aGuessThatIsLetInIsNoticed(Doorkeeper.Manner manner) {
    doorkeeper.behave(manner);

    try (HostileFleet fleet = start(Attack.SECRET_GUESSING)) {
      await().atMost(LIMIT).until(() -> count(fleet, Attack.SECRET_GUESSING).accepted() >= 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Attack.class,
      names = {"PING_FLOOD", "NEVER_READING_CLIENT", "SLOW_CONNECT", "SLOW_HEADERS", "TAKEOVER"})
  void whoeverIsNeverThrownOutIsBorne(Attack attack) {
    doorkeeper.behave(Doorkeeper.Manner.PATIENT);

    try (HostileFleet fleet = start(doorkeeper.target(), attack, SHORT_PATIENCE)) {
      await()
          .atMost(LIMIT)
          .until(() -> count(fleet, attack).borne() >= 1 && count(fleet, attack).attempts() >= 2);

      assertThat(count(fleet, attack).ended()).isZero();
    }
  }

  /** It never comes out of its write to count itself. */
  @Test
  void whoeverIsNotReadFromIsBorne() {
    doorkeeper.behave(Doorkeeper.Manner.DEAF);

    try (HostileFleet fleet = start(doorkeeper.target(), Attack.HUGE_PACKETS, SHORT_PATIENCE)) {
      await().atMost(LIMIT).until(() -> count(fleet, Attack.HUGE_PACKETS).borne() >= 1);

      assertThat(count(fleet, Attack.HUGE_PACKETS).ended()).isZero();
    }
  }

  @Test
  void aBrokenHandshakeShowsTheCookieItWasGiven() throws IOException {
    try (HostileFleet _ = start(Attack.BROKEN_HANDSHAKE)) {
      await()
          .atMost(LIMIT)
          .until(() -> heard(new String(Doorkeeper.COOKIE, StandardCharsets.ISO_8859_1)));
    }
  }

  @Test
  void strangersCountWhatComesBackToThem() throws IOException {
    try (HostileFleet fleet = start(Attack.HELLO_FLOOD)) {
      await().atMost(LIMIT).until(() -> count(fleet, Attack.HELLO_FLOOD).unprovenBytesIn() > 0);

      assertThat(count(fleet, Attack.HELLO_FLOOD).datagrams()).isPositive();
      assertThat(count(fleet, Attack.HELLO_FLOOD).unprovenBytesOut()).isPositive();
    }
  }

  private HostileFleet start(Attack attack) {
    return HostileFleet.start(doorkeeper.target(), Map.of(attack, STOLEN), 1, HERE, SEED);
  }

  private static HostileFleet start(Target target, Attack attack, Duration patience) {
    return HostileFleet.start(target, Map.of(attack, STOLEN), 1, HERE, SEED, _ -> patience);
  }

  private static Attempts count(HostileFleet fleet, Attack attack) {
    return Objects.requireNonNull(fleet.attempts().get(attack));
  }

  private boolean heard(String text) {
    return doorkeeper.heard().stream()
        .anyMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(text));
  }
}
