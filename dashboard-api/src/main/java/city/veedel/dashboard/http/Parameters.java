package city.veedel.dashboard.http;

import city.veedel.dashboard.query.BoundingBox;
import city.veedel.model.Theme;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Query parameters as values; whatever is not valid is refused with what would be. */
record Parameters(Map<String, List<String>> values) {
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,3}(\\.\\d{1,15})?");
  private static final int SHOWN_CHARACTERS = 60;
  // What PostgreSQL's timestamptz holds, with room to spare.
  private static final Instant EARLIEST = Instant.parse("1700-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2300-01-01T00:00:00Z");

  /** The one value; empty if missing or blank. */
  Optional<String> find(String name) {
    List<String> given = values.getOrDefault(name, List.of());
    if (given.size() > 1) {
      throw invalid(name, "was given " + given.size() + " times; give it once");
    }
    return given.stream().filter(value -> !value.isBlank()).findFirst();
  }

  /** All themes if none is named. */
  Set<Theme> themes(String name) {
    Optional<String> given = find(name);
    if (given.isEmpty()) {
      return EnumSet.allOf(Theme.class);
    }
    EnumSet<Theme> themes = EnumSet.noneOf(Theme.class);
    for (String code : given.get().split(",", -1)) {
      themes.add(
          Theme.findByCode(code.strip())
              .orElseThrow(() ->
                  invalid(
                      name,
                      quoted(code)
                          + " is not a theme; allowed are "
                          + Arrays.stream(Theme.values())
                              .map(Theme::code)
                              .collect(Collectors.joining(", ")))));
    }
    return themes;
  }

  Optional<BoundingBox> boundingBox(String name) {
    Optional<String> given = find(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String[] edges = given.get().split(",", -1);
    if (edges.length != 4) {
      throw invalid(
          name,
          "must be four numbers west,south,east,north in degrees, had " + edges.length + " parts");
    }
    double[] degrees = new double[4];
    for (int i = 0; i < 4; i++) {
      String edge = edges[i].strip();
      if (!DECIMAL.matcher(edge).matches()) {
        throw invalid(name, "part " + (i + 1) + " must be a decimal number, was " + quoted(edge));
      }
      degrees[i] = Double.parseDouble(edge);
    }
    try {
      return Optional.of(new BoundingBox(degrees[0], degrees[1], degrees[2], degrees[3]));
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage() + ", was " + quoted(given.get()));
    }
  }

  /** RFC 3339 with an offset, such as {@code 2026-11-22T08:15:00Z}. */
  Optional<Instant> time(String name) {
    Optional<String> given = find(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Instant time;
    try {
      time = OffsetDateTime.parse(given.get()).toInstant();
    } catch (DateTimeException e) {
      throw invalid(
          name,
          "must be an RFC 3339 time with an offset, such as 2026-11-22T08:15:00Z, was "
              + quoted(given.get())
              + (given.get().contains(" ") ? " (write + as %2B in a URL)" : ""));
    }
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw invalid(name, "must be between " + EARLIEST + " and " + LATEST + ", was " + time);
    }
    return Optional.of(time);
  }

  int integer(String name, int lowest, int highest, int fallback) {
    Optional<String> given = find(name);
    if (given.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(given.get());
      if (value >= lowest && value <= highest) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, with what would have been allowed.
    }
    throw invalid(
        name,
        "must be a whole number from "
            + lowest
            + " to "
            + highest
            + ", was "
            + quoted(given.get()));
  }

  /** One of a few words. */
  Optional<String> word(String name, List<String> allowed) {
    Optional<String> given = find(name);
    given
        .filter(value -> !allowed.contains(value))
        .ifPresent(value -> {
          throw invalid(
              name, "must be one of " + String.join(", ", allowed) + ", was " + quoted(value));
        });
    return given;
  }

  static ProblemException invalid(String name, String detail) {
    return new ProblemException(Problem.invalidParameter(name, detail));
  }

  static String quoted(String value) {
    return "\""
        + (value.length() > SHOWN_CHARACTERS ? value.substring(0, SHOWN_CHARACTERS) + "…" : value)
        + "\"";
  }
}
