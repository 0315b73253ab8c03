package city.veedel.standalone.backup;

import city.veedel.schema.backup.NumberSource;
import city.veedel.schema.backup.Slice;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a backup consists of; written last, so that a directory with a manifest is a whole backup.
 *
 * @param format of the directory; this build reads {@link #FORMAT}
 * @param product version that made it
 * @param schemaVersion number of the last migration of the database it was made of
 * @param engine of that database, such as {@code PostgreSQL 18.6}; it can be restored into another
 * @param startedAt ISO 8601; whatever was acknowledged before is in the backup
 * @param finishedAt ISO 8601
 * @param journal what was acknowledged and not yet stored; null for a product without a journal
 * @param notes what an operator should know when restoring it
 */
public record BackupManifest(
    int format,
    String product,
    int schemaVersion,
    String engine,
    String startedAt,
    String finishedAt,
    @Nullable JournalContents journal,
    List<Part> parts,
    List<NumberSource> numbers,
    List<String> notes) {
  static final int FORMAT = 1;
  static final String FILE = "manifest.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public BackupManifest {
    parts = List.copyOf(parts);
    numbers = List.copyOf(numbers);
    notes = List.copyOf(notes);
  }

  /**
   * @param id of the journal
   * @param batch of the first entry that is not in the database
   * @param index of it within its batch
   * @param next number of the batch it goes on with
   * @param damaged batches that could not be read any more when the backup was made
   */
  public record JournalContents(
      String id, long batch, int index, long next, long batches, long entries, long damaged) {}

  /**
   * One file.
   *
   * @param file relative to the directory
   * @param rows null for what is no table
   */
  public record Part(String file, long bytes, String sha256, @Nullable Rows rows) {}

  /**
   * Which rows a file holds.
   *
   * @param month of observations, {@code 2026-11} in UTC, or null for a whole table
   */
  public record Rows(String table, List<String> columns, @Nullable String month, long count) {
    Slice slice() {
      return new Slice(table, columns, Optional.ofNullable(month));
    }
  }

  /** Rows of all tables. */
  @JsonIgnore
  public long rowCount() {
    return parts.stream().map(Part::rows).mapToLong(rows -> rows == null ? 0 : rows.count()).sum();
  }

  /** Stored observations. */
  @JsonIgnore
  public long observations() {
    return parts.stream()
        .map(Part::rows)
        .mapToLong(rows -> rows == null || rows.month() == null ? 0 : rows.count())
        .sum();
  }

  @JsonIgnore
  public long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  byte[] toBytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new IllegalStateException("records can always be written as JSON", e);
    }
  }

  static BackupManifest of(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, BackupManifest.class);
  }
}
