package city.veedel.decode.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private static final Units UNITS = new Units();

  @ParameterizedTest
  @CsvSource({
    "41.2, mg/m3, ug/m3, 41200",
    "18, ug/m3, mg/m3, 0.018",
    "36, km/h, m/s, 10",
    "1013.25, hPa, Pa, 101325",
    "1013.25, mbar, hPa, 1013.25",
    "50, %, 1, 0.5",
    "0.5, 1, %, 50",
    "1, [ft_i], m, 0.3048",
    "0.3048, m, [ft_i], 1",
    "1, [ppm], [ppb], 1000",
    "7, {veh}/h, /h, 7",
    "1, /min, /h, 60",
    "1, kW.h, J, 3600000",
    "8, bit, By, 1",
    "20, Cel, K, 293.15",
    "0, K, Cel, -273.15",
    "212, [degF], Cel, 100",
    "-40, [degF], Cel, -40",
    "37, Cel, [degF], 98.6",
    "80, [degRe], Cel, 100",
    "65, dB[SPL], B[SPL], 6.5",
    "30, dB, B, 3"
  })
  void convertsExactly(double value, String from, String to, double expected) {
    assertThat(UNITS.convert(value, from, to)).isEqualTo(new Conversion.Converted(expected));
  }

  @Test
  void convertsAnglesAsNearlyAsADoubleCan() {
    assertThat(UNITS.convert(180, "deg", "rad"))
        .isInstanceOfSatisfying(
            Conversion.Converted.class,
            converted -> assertThat(converted.value()).isCloseTo(Math.PI, within(1e-15)));
  }

  @ParameterizedTest
  @CsvSource({
    "m, s",
    "Cel, m",
    "ug/m3, [ppb]",
    "dB, 1",
    "dB[SPL], dB",
    "dB[SPL], Pa",
    "dB[W], W",
    "[pH], mol/l",
    "Cel.s, K.s",
    "Cel/h, K/h",
    "m, {state}",
    "°C, Cel",
    "foo, m",
    "m, foo"
  })
  void refusesToConvertWhatHasNoConversion(String from, String to) {
    assertThat(UNITS.convert(1, from, to)).isInstanceOf(Conversion.Impossible.class);
  }

  @Test
  void leavesAValueInItsUnitAloneWhateverTheUnit() {
    assertThat(UNITS.convert(0.1, "dB(A)", "dB(A)")).isEqualTo(new Conversion.Converted(0.1));
    assertThat(UNITS.convert(0.1, "Cel.s", "Cel.s")).isEqualTo(new Conversion.Converted(0.1));
  }

  @Test
  void refusesANumberThatGrowsBeyondADouble() {
    assertThat(UNITS.convert(1e308, "km", "mm")).isInstanceOf(Conversion.Impossible.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "ug/m3",
        "Cel",
        "%",
        "{state}",
        "{veh}/h",
        "dB",
        "dB[SPL]",
        "[degF]",
        "m2",
        "m/s2",
        "[ppb]",
        "W/m2",
        "10*3",
        "By",
        "(l/s).s",
        "V.A{reactive}.h"
      })
  void knowsUcumCodes(String code) {
    assertThat(UNITS.isValid(code)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "m ",
        "°C",
        "µg/m³",
        "dB(A)",
        "foo",
        "ppm",
        "(",
        "m/",
        "{",
        "\u0000",
        "m\n",
        "10*999999999",
        "m999999999",
        "99999999999999999999"
      })
  void refusesOtherCodesQuickly(String code) {
    assertThat(UNITS.isValid(code)).isFalse();
  }

  @Test
  void doesNotReadCodesBeyondItsLimits() {
    assertThat(UNITS.isValid("m" + ".m".repeat(31))).isTrue();
    assertThat(UNITS.isValid("m" + ".m".repeat(32))).isFalse();
    assertThat(UNITS.isValid("(".repeat(100_000))).isFalse();
  }

  @Test
  void goesOnWhenMoreCodesCameThanAreKept() {
    Units units = new Units();
    IntStream.range(0, Units.MAX_KNOWN + 10).forEach(i -> units.isValid("no-unit-" + i));

    assertThat(units.isValid("m")).isTrue();
    assertThat(units.convert(1, "km", "m")).isEqualTo(new Conversion.Converted(1000));
  }

  @Test
  void answersManyThreadsAlike() throws Exception {
    Units units = new Units();
    List<String> codes = List.of("km", "[mi_i]", "[ft_i]", "cm", "mm", "[in_i]", "um", "dm");
    Callable<List<Conversion>> work =
        () -> codes.stream().map(code -> units.convert(3, code, "m")).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<Conversion>>> answers =
          threads.invokeAll(IntStream.range(0, 64).mapToObj(_ -> work).toList());
      for (Future<List<Conversion>> answer : answers) {
        assertThat(answer.get()).isEqualTo(work.call());
      }
    }
  }
}
