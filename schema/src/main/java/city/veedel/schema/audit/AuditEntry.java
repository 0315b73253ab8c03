package city.veedel.schema.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param actor who did it: {@code gateway}, or {@code shell} for a command line
 * @param action what was done, such as {@link #QUOTA_EXCEEDED}
 * @param subject what it was done to: a device's id
 * @param detail further facts, by name
 */
public record AuditEntry(
    Instant at, String actor, String action, String subject, Map<String, String> detail) {
  /** A device has used up its quota; kept once for each subject and {@code month} of the detail. */
  public static final String QUOTA_EXCEEDED = "device.quota_exceeded";

  /** A device's quota was set, or taken away. */
  public static final String QUOTA_SET = "device.quota_set";

  /** A backup was restored: what happened between it and this entry is not in the trail. */
  public static final String BACKUP_RESTORED = "backup.restored";

  public AuditEntry {
    detail = Map.copyOf(detail);
  }
}
