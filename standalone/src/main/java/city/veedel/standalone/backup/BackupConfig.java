package city.veedel.standalone.backup;

/**
 * Bounds of a backup.
 *
 * @param reserveBytes what a backup leaves free of the disk it writes to: the journal may be on the
 *     same one, and devices come first
 * @param attempts snapshots taken at most until the journal still holds what the database does not
 */
public record BackupConfig(long reserveBytes, int attempts) {
  public static final BackupConfig DEFAULTS = new BackupConfig(1L << 30, 5);

  public BackupConfig {
    if (reserveBytes < 0 || attempts < 1) {
      throw new IllegalArgumentException(
          "a reserve of at least 0 bytes and at least 1 attempt, were "
              + reserveBytes
              + " and "
              + attempts);
    }
  }
}
