package city.veedel.journal.sqlite;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.codec.EntryBlock;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one machine, in SQLite files. Any thread may call; appends are encoded on the
 * caller's thread and committed in groups by the thread {@code journal-writer}.
 */
public final class SqliteJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

  private static final Duration CLOSE_CHECK = Duration.ofMillis(100);

  /** A failed writer may itself be what ends the process and closes: no waiting for it for ever. */
  private static final int CLOSE_CHECKS_AFTER_FAILURE = 50;

  private final JournalConfig config;
  private final JournalDirectory directory;
  private final Recovered recovered;
  private final DamageLog damage;
  private final CommitQueue queue;
  private final Progress progress;
  private final Committer committer;
  private final Thread writer;

  private SqliteJournal(JournalConfig config, JournalDirectory directory)
      throws IOException, SQLException {
    this.config = config;
    this.directory = directory;
    this.damage = new DamageLog(directory.damaged(), config.damagedBytes());
    this.recovered = new Recovery(directory, damage).run();
    this.queue = new CommitQueue(config);
    this.progress = new Progress(new Extent(recovered.spans(), recovered.next()));
    this.committer = new Committer(config, directory, recovered, queue, progress);
    committer.prepare();
    this.writer = Thread.ofPlatform().name("journal-writer").daemon().unstarted(committer);
  }

  /**
   * Opens the journal of a directory, or begins one; brings back everything that was durable.
   *
   * @throws IllegalStateException if it is open already
   * @throws JournalFailedException if the disk does not let it be opened
   */
  public static SqliteJournal open(JournalConfig config) {
    try {
      JournalDirectory directory = JournalDirectory.open(config.directory());
      try {
        SqliteJournal journal = new SqliteJournal(config, directory);
        journal.writer.start();
        LOG.info(
            "The journal {} in {} is open: {} to {}, {} of {} bytes, {} open handshakes",
            journal.id(),
            config.directory(),
            journal.status().oldest(),
            journal.status().next(),
            journal.status().bytes(),
            config.capacityBytes(),
            journal.openHandshakes().size());
        return journal;
      } catch (IOException | SQLException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new JournalFailedException(
          "the journal in " + config.directory() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public UUID id() {
    return recovered.journal();
  }

  /**
   * @throws IllegalArgumentException if the append is longer than {@link JournalConfig#appendBytes}
   */
  @Override
  public CompletionStage<AppendResult> append(Append append) {
    byte[] block = EntryBlock.encode(append.entries());
    if (block.length > config.appendBytes()) {
      throw new IllegalArgumentException(
          "an append of " + block.length + " bytes; at most " + config.appendBytes());
    }
    return queue.offer(
        new Pending.Entries(
            block, append.entries().size(), append.begins(), new CompletableFuture<>()));
  }

  @Override
  public CompletionStage<AppendResult> end(Handshake handshake) {
    return queue.offer(new Pending.End(handshake, new CompletableFuture<>()));
  }

  @Override
  public Set<Handshake> openHandshakes() {
    return recovered.handshakes();
  }

  @Override
  public Reader reader(Position from) {
    return new SqliteReader(config, progress, damage, from);
  }

  @Override
  public void release(Position upTo) {
    committer.release(upTo.batch());
  }

  @Override
  public JournalStatus status() {
    Extent extent = progress.extent();
    JournalFailedException failure = progress.failure();
    return new JournalStatus(
        new Position(extent.oldest(), 0),
        new Position(extent.next(), 0),
        committer.bytes(),
        config.capacityBytes(),
        damage.batches(),
        failure == null ? "" : String.valueOf(failure.getMessage()));
  }

  /** Completes when the journal has failed for good; the process should say so and exit. */
  public CompletionStage<JournalFailedException> failure() {
    return committer.failed().minimalCompletionStage();
  }

  /** Commits what was taken, then lets go of the directory. */
  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    int afterFailure = 0;
    while (writer.isAlive()
        && !Thread.currentThread().equals(writer)
        && afterFailure < CLOSE_CHECKS_AFTER_FAILURE) {
      afterFailure += progress.failure() == null ? 0 : 1;
      try {
        boolean _ = writer.join(CLOSE_CHECK);
      } catch (InterruptedException e) {
        // What was taken must still be answered; the wait is bounded by the queue.
        interrupted = true;
      }
    }
    progress.close();
    try {
      directory.close();
    } catch (IOException e) {
      LOG.warn("The lock of {} was not released: {}", config.directory(), e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
