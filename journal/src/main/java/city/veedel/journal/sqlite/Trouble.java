package city.veedel.journal.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What an error of SQLite means for a journal. */
enum Trouble {
  /** No space: nothing was written, and it passes. */
  DISK_FULL,
  /** Pages that contradict themselves. Other pages may be sound. */
  DAMAGED,
  /** Anything else, above all I/O errors: after one, nothing the disk says can be believed. */
  FATAL;

  static Trouble of(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return FATAL;
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    if (code == SQLiteErrorCode.SQLITE_FULL
        // The index of the write-ahead log is a file as well; it could not grow.
        || code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      return DISK_FULL;
    }
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xFF)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> DAMAGED;
      default -> FATAL;
    };
  }

  /**
   * Whether reading failed over what the file holds, not over the disk. A garbled schema is a plain
   * SQLITE_ERROR, and what the driver itself cannot make sense of has no code at all.
   */
  static boolean isUnreadable(SQLException e) {
    return of(e) == DAMAGED
        || e.getErrorCode() == SQLiteErrorCode.SQLITE_ERROR.code
        || !(e instanceof SQLiteException);
  }
}
