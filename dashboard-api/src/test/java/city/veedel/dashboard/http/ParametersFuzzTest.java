package city.veedel.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.dashboard.query.BoundingBox;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Any text as a query parameter, cursor or Range header: a valid value, or a problem that says so.
 */
class ParametersFuzzTest {
  private static final String NAME = "p";

  private final Cursors cursors = new Cursors();

  /**
   * @param input which kind of parameter, then its text
   */
  @FuzzTest
  void givesAValueOrAProblem(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
    Parameters parameters = new Parameters(Map.of(NAME, List.of(text)));
    try {
      switch (input[0] & 7) {
        case 0 -> parameters.boundingBox(NAME).ifPresent(ParametersFuzzTest::check);
        case 1 -> parameters.time(NAME).ifPresent(ParametersFuzzTest::check);
        case 2 -> assertThat(parameters.integer(NAME, 1, 10_000, 100)).isBetween(1, 10_000);
        case 3 -> assertThat(parameters.themes(NAME)).isNotEmpty();
        case 4 ->
            parameters
                .word(NAME, List.of("open", "closed"))
                .ifPresent(word -> assertThat(word).isIn("open", "closed"));
        case 5 -> cursorsOpenOnlyWhatTheySealed(text);
        default -> rangesLieInTheFile(text);
      }
    } catch (ProblemException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  private static void check(BoundingBox box) {
    assertThat(box.west()).isBetween(-180.0, box.east());
    assertThat(box.east()).isLessThanOrEqualTo(180);
    assertThat(box.south()).isBetween(-90.0, box.north());
    assertThat(box.north()).isLessThanOrEqualTo(90);
  }

  private static void check(Instant time) {
    assertThat(time)
        .isBetween(Instant.parse("1700-01-01T00:00:00Z"), Instant.parse("2300-01-01T00:00:00Z"));
  }

  private void cursorsOpenOnlyWhatTheySealed(String text) {
    String opened = cursors.open("list", text);
    // Only what was sealed here can be opened, and nobody was given anything.
    throw new AssertionError("a cursor of a stranger was opened: " + opened);
  }

  private static void rangesLieInTheFile(String header) {
    long size = 1_000;
    ByteRange.of(header, size)
        .ifPresent(range -> {
          assertThat(range.start()).isBetween(0L, size - 1);
          assertThat(range.length()).isBetween(0L, size - range.start());
        });
  }
}
