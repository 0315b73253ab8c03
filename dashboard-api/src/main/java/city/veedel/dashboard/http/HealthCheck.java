package city.veedel.dashboard.http;

import java.util.function.Supplier;

/**
 * One part of the product that can be asked how it is.
 *
 * @param name short and stable, such as {@code database}
 * @param check asked at most once a second, on a thread of its own; may block for two seconds, and
 *     may throw, which counts as failing
 */
public record HealthCheck(String name, Supplier<State> check) {
  /**
   * @param detail for people; no secrets, no host names
   */
  public record State(boolean ok, String detail) {
    public static State ok(String detail) {
      return new State(true, detail);
    }

    public static State failing(String detail) {
      return new State(false, detail);
    }
  }
}
