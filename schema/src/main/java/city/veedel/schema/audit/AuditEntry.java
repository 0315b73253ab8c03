package city.veedel.schema.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param actor who did it: {@code gateway}, {@code shell} for a command line, or an account
 * @param action what was done: the code of an {@link Act}
 * @param subject what it was done to: a device's id
 * @param detail further facts, by name
 */
public record AuditEntry(
    Instant at, String actor, String action, String subject, Map<String, String> detail) {
  public AuditEntry {
    detail = Map.copyOf(detail);
  }

  /**
   * @param detail facts of the act; those of the actor are added
   */
  public static AuditEntry of(
      Instant at, Actor actor, Act act, String subject, Map<String, String> detail) {
    return new AuditEntry(at, actor.name(), act.code(), subject, actor.with(detail));
  }
}
