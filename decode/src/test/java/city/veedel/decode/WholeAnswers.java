package city.veedel.decode;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.document.Faults;
import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;

/** What holds for the answer of every decoder to every payload, good or bad. */
public final class WholeAnswers {
  private WholeAnswers() {}

  /** Fails unless there are readings, or faults that say where and what without inner words. */
  public static void check(Decoded decoded) {
    switch (decoded) {
      case Decoded.Readings(List<Reading> readings, _) -> {
        assertThat(readings).isNotEmpty();
        readings.forEach(reading -> JsonPointer.compile(reading.pointer()));
      }
      case Decoded.Nothing(String why) -> assertThat(why).isNotBlank();
      case Decoded.Undecodable(List<Fault> faults) -> {
        assertThat(faults).hasSizeBetween(1, Faults.MAX);
        for (Fault fault : faults) {
          JsonPointer.compile(fault.pointer());
          assertThat(fault.line()).isNotNegative();
          assertThat(fault.column()).isNotNegative();
          assertThat(fault.detail()).isNotBlank().doesNotContain("\n", "\u0000", "com.fasterxml");
        }
      }
    }
  }
}
