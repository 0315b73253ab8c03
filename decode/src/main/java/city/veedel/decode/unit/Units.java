package city.veedel.decode.unit;

import city.veedel.decode.document.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.DefinedUnit;
import org.fhir.ucum.Pair;
import org.fhir.ucum.Prefix;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumService;
import org.jspecify.annotations.Nullable;

/**
 * Units by UCUM code, on the essence table of org.fhir:ucum. Reading a code costs that library 0.4
 * ms, so what was read is kept; a conversion costs about a microsecond then. Thread-safe; make one
 * for the process (the table takes 0.3 s to load).
 *
 * <p>Two things that library does not do are done here. It knows no temperature scales. And it
 * takes logarithmic units for plain factors, so that 1 dB would be 0.1: here they are converted
 * into themselves and their multiples only, like all units that UCUM calls special.
 */
public final class Units {
  /** Longer codes are not read. */
  public static final int MAX_CODE_LENGTH = 64;

  /** As many codes are kept; further ones are read each time. */
  static final int MAX_KNOWN = 4096;

  private static final MathContext PRECISION = MathContext.DECIMAL128;
  private static final BigDecimal FIVE_NINTHS =
      BigDecimal.valueOf(5).divide(BigDecimal.valueOf(9), PRECISION);
  private static final String TEMPERATURE = "K";

  private static final Map<String, Scale> TEMPERATURES =
      Map.of(
          "Cel", new Scale(TEMPERATURE, BigDecimal.ONE, new BigDecimal("273.15")),
          "[degF]",
              new Scale(
                  TEMPERATURE,
                  FIVE_NINTHS,
                  new BigDecimal("459.67").multiply(FIVE_NINTHS, PRECISION)),
          "[degRe]", new Scale(TEMPERATURE, new BigDecimal("1.25"), new BigDecimal("273.15")));

  /** Exponents and factors of three digits would keep the library's decimals busy for minutes. */
  private static final Pattern LARGE_NUMBER = Pattern.compile("\\d{3}");

  private static final Pattern PRINTABLE_ASCII =
      Pattern.compile("[!-~]{1," + MAX_CODE_LENGTH + "}");
  private static final Pattern ANNOTATION = Pattern.compile("\\{[^}]*}");
  private static final Pattern BETWEEN_COMPONENTS = Pattern.compile("[./()](?![^\\[]*])");
  private static final Pattern EXPONENT = Pattern.compile("[+-]?\\d+$");

  private final UcumService ucum;
  private final Set<String> specialCodes;
  private final Map<String, BigDecimal> prefixes;
  // The library does not promise to be thread-safe.
  private final ReentrantLock ucumLock = new ReentrantLock();
  private final Map<String, Optional<Scale>> known = new ConcurrentHashMap<>();

  public Units() {
    try (InputStream table = UcumService.class.getResourceAsStream("/ucum-essence.xml")) {
      if (table == null) {
        throw new IllegalStateException(
            "ucum-essence.xml is missing from the library org.fhir:ucum");
      }
      ucum = new UcumEssenceService(table);
    } catch (UcumException e) {
      throw new IllegalStateException("ucum-essence.xml cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("ucum-essence.xml cannot be read", e);
    }
    specialCodes =
        ucum.getModel().getDefinedUnits().stream()
            .filter(DefinedUnit::isSpecial)
            .map(DefinedUnit::getCode)
            .collect(Collectors.toUnmodifiableSet());
    prefixes =
        ucum.getModel().getPrefixes().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Prefix::getCode, prefix -> new BigDecimal(prefix.getValue().asDecimal())));
  }

  /** Whether {@code code} is a case-sensitive UCUM code of at most 64 characters. */
  public boolean isValid(String code) {
    return find(code).isPresent();
  }

  /**
   * What {@code value} in {@code from} is in {@code to}. Equal codes need not be UCUM.
   *
   * @param value finite
   */
  public Conversion convert(double value, String from, String to) {
    if (from.equals(to)) {
      return new Conversion.Converted(value);
    }
    Scale source = find(from).orElse(null);
    if (source == null) {
      return new Conversion.Impossible(Text.quoted(from) + " is no UCUM unit");
    }
    Scale target = find(to).orElse(null);
    if (target == null) {
      return new Conversion.Impossible(Text.quoted(to) + " is no UCUM unit");
    }
    if (!source.dimension().equals(target.dimension())) {
      return new Conversion.Impossible(
          Text.quoted(from) + " cannot be converted into " + Text.quoted(to));
    }
    double converted = source.convert(value, target);
    return Double.isFinite(converted)
        ? new Conversion.Converted(converted)
        : new Conversion.Impossible(value + " " + Text.quoted(from) + " is too large a number");
  }

  private Optional<Scale> find(String code) {
    Optional<Scale> found = known.get(code);
    if (found == null) {
      found = read(code);
      if (known.size() < MAX_KNOWN) {
        known.put(code, found);
      }
    }
    return found;
  }

  private Optional<Scale> read(String code) {
    if (!PRINTABLE_ASCII.matcher(code).matches()) {
      return Optional.empty();
    }
    String bare = ANNOTATION.matcher(code).replaceAll("");
    if (LARGE_NUMBER.matcher(bare).find()) {
      return Optional.empty();
    }
    ucumLock.lock();
    try {
      if (ucum.validate(code) != null) {
        return Optional.empty();
      }
      Scale special = findSpecial(bare);
      if (special != null) {
        return Optional.of(special);
      }
      Pair canonical = ucum.getCanonicalForm(new Pair(new Decimal("1", 24), code));
      return Optional.of(
          Scale.linear(canonical.getCode(), new BigDecimal(canonical.getValue().asDecimal())));
    } catch (UcumException | RuntimeException e) {
      // The library answers some ill-formed codes with an exception of its own making.
      return Optional.empty();
    } finally {
      ucumLock.unlock();
    }
  }

  private @Nullable Scale findSpecial(String bare) {
    Scale temperature = TEMPERATURES.get(bare);
    if (temperature != null) {
      return temperature;
    }
    for (String special : specialCodes) {
      if (bare.equals(special)) {
        return Scale.linear(dimensionOf(special), BigDecimal.ONE);
      }
      BigDecimal multiple =
          bare.endsWith(special)
              ? prefixes.get(bare.substring(0, bare.length() - special.length()))
              : null;
      if (multiple != null) {
        return Scale.linear(dimensionOf(special), multiple);
      }
    }
    for (String component : BETWEEN_COMPONENTS.split(bare)) {
      if (findSpecialComponent(component)) {
        return Scale.linear(dimensionOf(bare), BigDecimal.ONE);
      }
    }
    return null;
  }

  private boolean findSpecialComponent(String component) {
    String unit = EXPONENT.matcher(component).replaceAll("");
    return specialCodes.stream()
        .anyMatch(special ->
            unit.equals(special)
                || unit.endsWith(special)
                    && prefixes.containsKey(unit.substring(0, unit.length() - special.length())));
  }

  /** A dimension of its own: no canonical form of the library begins so. */
  private static String dimensionOf(String special) {
    return "special " + special;
  }
}
