package city.veedel.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Any text as a time: taken only if it is one, and then as the JDK reads it. */
class Rfc3339FuzzTest {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})");

  @FuzzTest
  void readsWhatTheJdkReadsAndNothingElse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Optional<Instant> expected = expected(text);
    switch (Rfc3339.read(text)) {
      case Rfc3339.Time(Instant instant) -> {
        assertThat(text).matches(RFC_3339);
        expected.ifPresent(time -> assertThat(instant).isEqualTo(time));
      }
      case Rfc3339.Wrong(String detail) -> {
        assertThat(detail).isNotBlank();
        assertThat(expected).isEmpty();
      }
    }
  }

  /** Empty also for the few times the JDK does not know: offsets beyond 18:00, a tenth digit. */
  private static Optional<Instant> expected(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
