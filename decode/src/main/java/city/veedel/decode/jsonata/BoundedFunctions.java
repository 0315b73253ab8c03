package city.veedel.decode.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import com.google.re2j.Matcher;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions that could take for ever, fill the memory, or read the clock, with the same
 * meaning and a bound; and those that are not given to expressions at all.
 */
final class BoundedFunctions {
  private static final int MAX_PICTURE_LENGTH = 64;
  private static final int MAX_COMPONENTS = 12;

  /** A width of three digits or more, such as in {@code [Y,9-1000000]}. */
  private static final Pattern WIDE = Pattern.compile("[,-] *[0-9]{3}");

  /** Reads a bounded number of digits: {@code [M01]}, but not {@code [f001]}. */
  private static final Pattern FIXED_COMPONENT =
      Pattern.compile("\\[[YMDHhms][0#]*1[^\\]a-zA-Z]*+\\]");

  private BoundedFunctions() {}

  static void register(Jsonata expression, List<Regex> regexes) {
    for (int i = 0; i < regexes.size(); i++) {
      expression.assign(
          String.valueOf((char) (RegexLiterals.FIRST_NAME + i)), (Object) regexes.get(i));
    }
    bind(expression, "match", "<s-fn?:a<o>>", BoundedFunctions::match);
    bind(expression, "contains", "<s-(sf):b>", BoundedFunctions::contains);
    bind(expression, "replace", "<s-(sf)sn?:s>", BoundedFunctions::replace);
    bind(expression, "split", "<s-(sf)n?:a<s>>", BoundedFunctions::split);
    bind(expression, "substringBefore", "<s-s:s>", searching(Functions::substringBefore));
    bind(expression, "substringAfter", "<s-s:s>", searching(Functions::substringAfter));
    bind(expression, "distinct", "<x:x>", BoundedFunctions::distinct);
    bind(expression, "pad", "<s-ns?:s>", BoundedFunctions::pad);
    bind(expression, "join", "<a<s>s?:s>", BoundedFunctions::join);
    bind(expression, "now", "<s?s?:s>", BoundedFunctions::now);
    bind(expression, "millis", "<:n>", _ -> Evaluation.current().receivedAt().toEpochMilli());
    bind(expression, "toMillis", "<s-s?:n>", BoundedFunctions::toMillis);
    bind(expression, "fromMillis", "<n-s?s?:s>", BoundedFunctions::fromMillis);
    bind(
        expression,
        "formatInteger",
        "<n-s:s>",
        args -> Functions.formatInteger(number(args, 0), shortText(args, 1)));
    bind(
        expression,
        "parseInteger",
        "<s-s:n>",
        args -> Functions.parseInteger(shortText(args, 0), shortText(args, 1)));
    refuse(expression, "eval", "an expression is compiled once, not while it runs");
    refuse(expression, "random", "the same message must always give the same values");
    refuse(expression, "shuffle", "the same message must always give the same values");
  }

  private interface Body {
    @Nullable Object apply(List<?> args) throws ParseException;
  }

  private static void bind(Jsonata expression, String name, String signature, Body body) {
    expression.registerFunction(name, new JFunction((_, args) -> body.apply(args), signature));
  }

  private static void refuse(Jsonata expression, String name, String why) {
    bind(
        expression,
        name,
        "<x?x?:x>",
        _ -> {
          throw new StoppedException("$" + name + " is not given to expressions: " + why);
        });
  }

  private static @Nullable Object match(List<?> args) {
    String text = text(args, 0);
    if (text == null) {
      return null;
    }
    Matcher matcher = regex(args, 1).on(text);
    int limit = limit(args, 2);
    List<Object> matches = Utils.createSequence();
    while (matches.size() < limit && matcher.find()) {
      Evaluation.requireValues((matches.size() + 1L) * (matcher.groupCount() + 3L));
      List<@Nullable String> groups = new ArrayList<>();
      for (int group = 1; group <= matcher.groupCount(); group++) {
        groups.add(matcher.group(group));
      }
      Map<String, Object> match = new LinkedHashMap<>();
      match.put("match", matcher.group());
      match.put("index", matcher.start());
      match.put("groups", groups);
      matches.add(match);
    }
    return matches;
  }

  private static @Nullable Object contains(List<?> args) {
    String text = text(args, 0);
    if (text == null) {
      return null;
    }
    if (args.get(1) instanceof String token) {
      return token.isEmpty() || Finder.of(token, text).next();
    }
    return regex(args, 1).on(text).find();
  }

  /** {@code $0} to {@code $9} stand for the groups, {@code $$} for a dollar sign. */
  private static @Nullable Object replace(List<?> args) {
    String text = text(args, 0);
    if (text == null) {
      return null;
    }
    String replacement = text(args, 2);
    String literal = text(args, 1);
    if (replacement == null || literal != null && literal.isEmpty()) {
      throw new StoppedException("$replace needs a text to look for and one to put in its place");
    }
    int most = limit(args, 3);
    if (literal != null) {
      return replace(text, Finder.of(literal, text), most, out -> out.append(replacement));
    }
    Matcher matcher = regex(args, 1).on(text);
    return replace(
        text, Finder.of(matcher), most, out -> appendReplacement(out, replacement, matcher));
  }

  private static String replace(
      String text, Finder finder, int most, Consumer<StringBuilder> replacement) {
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    for (int left = most; left > 0 && finder.next(); left--) {
      replaced.append(text, from, finder.start());
      replacement.accept(replaced);
      from = finder.end();
      Evaluation.requireLength(replaced.length());
    }
    return replaced.append(text, from, text.length()).toString();
  }

  private static void appendReplacement(StringBuilder out, String replacement, Matcher matcher) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      char next = i + 1 < replacement.length() ? replacement.charAt(i + 1) : 0;
      if (c == '$' && next == '$') {
        out.append('$');
        i++;
      } else if (c == '$' && next >= '0' && next <= '9') {
        int group = next - '0';
        String found = group <= matcher.groupCount() ? matcher.group(group) : null;
        out.append(found == null ? "" : found);
        i++;
      } else {
        out.append(c);
      }
      Evaluation.requireLength(out.length());
    }
  }

  private static @Nullable Object split(List<?> args) {
    String text = text(args, 0);
    if (text == null) {
      return null;
    }
    int limit = limit(args, 2);
    List<Object> parts = new ArrayList<>();
    if (args.get(1) instanceof String separator && separator.isEmpty()) {
      text.codePoints().limit(limit).forEach(c -> parts.add(Character.toString(c)));
      return parts;
    }
    Finder finder =
        args.get(1) instanceof String separator
            ? Finder.of(separator, text)
            : Finder.of(regex(args, 1).on(text));
    int from = 0;
    while (parts.size() < limit && finder.next()) {
      parts.add(text.substring(from, finder.start()));
      from = finder.end();
    }
    if (parts.size() < limit) {
      parts.add(text.substring(from));
    }
    return parts;
  }

  /** Counts the search that the library's own function then makes. */
  private static Body searching(BinaryOperator<@Nullable String> function) {
    return args -> {
      String text = text(args, 0);
      String token = text(args, 1);
      if (text != null && token != null) {
        Evaluation.current().lookFor(token, text);
      }
      return function.apply(text, token);
    };
  }

  /** The library keeps what it has seen in a hash table, which lists and objects can overfill. */
  private static @Nullable Object distinct(List<?> args) {
    if (args.getFirst() instanceof List<?> values
        && values.stream().anyMatch(v -> v instanceof List<?> || v instanceof Map<?, ?>)) {
      Evaluation.current().compareAll(values.size());
    }
    return Functions.distinct(args.getFirst());
  }

  private static @Nullable Object pad(List<?> args) {
    String text = text(args, 0);
    Number width = number(args, 1);
    if (text == null || width == null) {
      return text;
    }
    String with = text(args, 2);
    int[] padding = (with == null || with.isEmpty() ? " " : with).codePoints().toArray();
    long missing = Math.abs(width.longValue()) - text.codePointCount(0, text.length());
    Evaluation.requireLength(Math.max(missing, 0) + text.length());
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < missing; i++) {
      filled.appendCodePoint(padding[i % padding.length]);
    }
    return width.longValue() < 0 ? filled + text : text + filled;
  }

  private static @Nullable Object join(List<?> args) {
    if (!(args.getFirst() instanceof List<?> texts)) {
      return args.getFirst();
    }
    String separator = args.size() > 1 && args.get(1) instanceof String given ? given : "";
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      joined.append(i == 0 ? "" : separator).append(texts.get(i));
      Evaluation.requireLength(joined.length());
    }
    return joined.toString();
  }

  private static @Nullable Object now(List<?> args) {
    return Functions.dateTimeFromMillis(
        Evaluation.current().receivedAt().toEpochMilli(), picture(args, 0), shortText(args, 1));
  }

  private static @Nullable Object fromMillis(List<?> args) {
    return Functions.dateTimeFromMillis(number(args, 0), picture(args, 1), shortText(args, 2));
  }

  /** The library reads a picture by a regular expression of its own, on plain text. */
  private static @Nullable Object toMillis(List<?> args) throws ParseException {
    String picture = picture(args, 1);
    if (picture != null && isAmbiguous(picture)) {
      throw new StoppedException(
          "the picture of $toMillis can be read in too many ways; put a separator between its"
              + " components, or give them a width, such as [Y0001][M01][D01]");
    }
    return Functions.dateTimeToMillis(shortText(args, 0), picture);
  }

  /** Whether a component of any length runs into the next one, or into letters or digits. */
  private static boolean isAmbiguous(String picture) {
    String free = FIXED_COMPONENT.matcher(picture).replaceAll("");
    for (int i = free.indexOf(']') + 1; i > 0 && i < free.length(); i = free.indexOf(']', i) + 1) {
      boolean isZone = free.startsWith("[Z", i) || free.startsWith("[z", i);
      if (!isZone && (free.charAt(i) == '[' || Character.isLetterOrDigit(free.charAt(i)))) {
        return true;
      }
    }
    return picture.chars().filter(c -> c == '[').count() > MAX_COMPONENTS;
  }

  private static @Nullable String picture(List<?> args, int index) {
    String picture = shortText(args, index);
    if (picture != null && WIDE.matcher(picture).find()) {
      throw new StoppedException("a picture has widths of two digits at most");
    }
    return picture;
  }

  private static @Nullable String shortText(List<?> args, int index) {
    String text = text(args, index);
    if (text != null && text.length() > MAX_PICTURE_LENGTH) {
      throw new StoppedException(
          "a picture, and what is read by one, has at most " + MAX_PICTURE_LENGTH + " characters");
    }
    return text;
  }

  private static @Nullable String text(List<?> args, int index) {
    return index < args.size() && args.get(index) instanceof String text ? text : null;
  }

  private static @Nullable Number number(List<?> args, int index) {
    return index < args.size() && args.get(index) instanceof Number number ? number : null;
  }

  private static int limit(List<?> args, int index) {
    Number limit = number(args, index);
    if (limit != null && limit.doubleValue() < 0) {
      throw new StoppedException("a limit must not be negative, was " + limit);
    }
    return limit == null ? Integer.MAX_VALUE : limit.intValue();
  }

  private static Regex regex(List<?> args, int index) {
    if (args.get(index) instanceof Regex regex) {
      return regex;
    }
    throw new StoppedException("a text or a regular expression such as /[a-z]+/ was expected");
  }
}
