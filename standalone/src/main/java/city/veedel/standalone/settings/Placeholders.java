package city.veedel.standalone.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/** Words that stand where a secret should: copied from an example, and known to everybody. */
public final class Placeholders {
  /** Says nothing of what was seen. */
  public static final String ADVICE =
      "is a placeholder, not a secret: have one made, such as by openssl rand -base64 24";

  private static final Pattern NO_LETTER = Pattern.compile("[^a-z]");
  private static final Pattern WORDS =
      Pattern.compile(
          "(change|me|this|password|passwort|secret|geheim|admin|default|example|placeholder"
              + "|insert|your|here|todo|please|the|x)*");

  private Placeholders() {}

  /**
   * Whether a secret is made of such words only, whatever digits and signs stand between them.
   *
   * @param secret empty ones are none, and no placeholder either
   */
  public static boolean contain(String secret) {
    String letters = NO_LETTER.matcher(secret.toLowerCase(Locale.ROOT)).replaceAll("");
    boolean angled = secret.startsWith("<") && secret.endsWith(">");
    boolean referenced = secret.startsWith("${");
    boolean unsaid = !secret.isEmpty() && secret.chars().distinct().count() <= 2;
    return angled || referenced || unsaid || !letters.isEmpty() && WORDS.matcher(letters).matches();
  }
}
