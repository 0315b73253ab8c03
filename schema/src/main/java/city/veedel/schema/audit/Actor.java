package city.veedel.schema.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who does something, and from where.
 *
 * @param name {@code gateway}, {@code shell} for a command line, or that of an account
 * @param facts by name: {@code role}, {@code organisation} and {@code address} of an account,
 *     {@code os_user} of a command line
 */
public record Actor(String name, Map<String, String> facts) {
  private static final String SHELL = "shell";
  // An IPv6 address has 45 characters at most; a proxy may send more.
  private static final int LONGEST_ADDRESS = 64;

  public Actor {
    facts = Map.copyOf(facts);
  }

  /** A command line of this machine, as the user of the operating system this process runs as. */
  public static Actor shell() {
    return new Actor(SHELL, Map.of("os_user", System.getProperty("user.name", "")));
  }

  /** A part of the product by itself. */
  public static Actor part(String name) {
    return new Actor(name, Map.of());
  }

  /**
   * @param role what the account may do
   * @param organisation its number
   * @param address of the network
   */
  public static Actor account(String name, String role, int organisation, String address) {
    return new Actor(
        name,
        Map.of(
            "role",
            role,
            "organisation",
            Integer.toString(organisation),
            "address",
            bounded(address)));
  }

  /** As much of an address as the trail keeps. */
  public static String bounded(String address) {
    return address.length() <= LONGEST_ADDRESS ? address : address.substring(0, LONGEST_ADDRESS);
  }

  /** Its own facts and those of an act. */
  Map<String, String> with(Map<String, String> detail) {
    Map<String, String> all = new TreeMap<>(facts);
    all.putAll(detail);
    return all;
  }
}
