package city.veedel.journal.sqlite;

import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: takes all that waits, commits it as one batch, and only then answers, in order.
 * Its state belongs to its thread.
 */
final class Committer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /** Pages of the tree and of the state that a commit writes beside its content. */
  private static final int COMMIT_OVERHEAD_BYTES = 12 << 10;

  private final JournalConfig config;
  private final JournalDirectory directory;
  private final CommitQueue queue;
  private final Progress progress;
  private final UUID journal;
  private final OpenHandshakes handshakes;
  private final CompletableFuture<JournalFailedException> failed = new CompletableFuture<>();

  private @Nullable JournalFile file;
  private long next;

  /** Less than {@link #next} until the first commit after numbers were left out. */
  private long end;

  private long bytesOfFile;
  private long uncheckpointedBytes;
  private long pauseUntilNanos;
  private boolean paused;

  private volatile long bytes;
  private volatile long releasedBefore;

  Committer(
      JournalConfig config,
      JournalDirectory directory,
      Recovered recovered,
      CommitQueue queue,
      Progress progress) {
    this.config = config;
    this.directory = directory;
    this.queue = queue;
    this.progress = progress;
    this.journal = recovered.journal();
    this.next = recovered.next();
    this.end = recovered.end();
    this.handshakes = new OpenHandshakes(recovered.handshakes(), config.handshakes());
  }

  CompletableFuture<JournalFailedException> failed() {
    return failed;
  }

  long bytes() {
    return bytes;
  }

  void release(long beforeBatch) {
    releasedBefore = Math.max(releasedBefore, beforeBatch);
    queue.nudge();
  }

  @Override
  public void run() {
    List<Pending> inHand = List.of();
    try {
      CommitQueue.Group group;
      do {
        group = queue.take();
        inHand = group.pending();
        if (!inHand.isEmpty()) {
          commit(inHand);
          inHand = List.of();
        }
        tidy();
      } while (!group.last());
      seal();
    } catch (Throwable e) {
      // Whatever it was: nothing may be acknowledged after it.
      fail(e, inHand);
    }
  }

  private void commit(List<Pending> group) throws SQLException, IOException {
    List<AppendResult> results;
    try {
      results = pausing() ? Collections.nCopies(group.size(), full()) : write(group);
    } catch (SQLException e) {
      if (Trouble.of(e) != Trouble.DISK_FULL) {
        throw e;
      }
      pause(e);
      rollback();
      results = Collections.nCopies(group.size(), full());
    }
    for (int i = 0; i < results.size(); i++) {
      group.get(i).done().complete(results.get(i));
    }
    queue.answered(group);
  }

  private List<AppendResult> write(List<Pending> group) throws SQLException, IOException {
    JournalFile current = open();
    ByteBuffer content = ByteBuffer.allocate(blockBytes(group));
    int entries = 0;
    List<AppendResult> results = new ArrayList<>(group.size());
    for (Pending pending : group) {
      AppendResult result = new AppendResult.Durable(new Position(next, entries));
      switch (pending) {
        case Pending.Entries append -> {
          if (begin(append.begins(), current)) {
            content.put(append.block());
            entries += append.entries();
          } else {
            result = full();
          }
        }
        case Pending.End(Handshake handshake, var _) -> end(handshake, current);
      }
      results.add(result);
    }
    if (entries > 0) {
      // Only an append refused for its handshake leaves room.
      byte[] whole = content.array();
      current.put(
          next, entries, content.hasRemaining() ? Arrays.copyOf(whole, content.position()) : whole);
    }
    if (entries > 0 || handshakes.changed()) {
      current.commit();
      uncheckpointedBytes += content.position() + COMMIT_OVERHEAD_BYTES;
      handshakes.committed();
      paused = false;
    }
    if (entries > 0) {
      next++;
      end = next;
      progress.publish(new Extent(progress.extent().spans(), next));
    }
    return results;
  }

  private static int blockBytes(List<Pending> group) {
    int bytes = 0;
    for (Pending pending : group) {
      bytes += pending instanceof Pending.Entries append ? append.block().length : 0;
    }
    return bytes;
  }

  /** False if there are too many already. */
  private boolean begin(@Nullable Handshake handshake, JournalFile current) throws SQLException {
    if (handshake == null) {
      return true;
    }
    if (!handshakes.admits(handshake)) {
      return false;
    }
    current.begin(handshake);
    handshakes.begin(handshake);
    return true;
  }

  private void end(Handshake handshake, JournalFile current) throws SQLException {
    if (handshakes.contains(handshake)) {
      current.end(handshake);
      handshakes.end(handshake);
    }
  }

  private AppendResult full() {
    return new AppendResult.Full(config.retryAfter());
  }

  private boolean pausing() {
    return paused && System.nanoTime() - pauseUntilNanos < 0;
  }

  private void pause(Exception e) {
    if (!paused) {
      LOG.warn(
          "The disk of {} is full ({}): appends are refused until there is space",
          directory.path(),
          e.getMessage());
    }
    paused = true;
    pauseUntilNanos = System.nanoTime() + config.retryAfter().toNanos();
  }

  private void rollback() throws SQLException {
    handshakes.rolledBack();
    if (file != null) {
      file.rollback();
    }
  }

  private JournalFile open() throws SQLException, IOException {
    JournalFile current = file;
    if (current == null) {
      current = create();
      file = current;
    }
    return current;
  }

  private JournalFile create() throws SQLException, IOException {
    Extent before = progress.extent();
    JournalFile created =
        JournalFile.create(directory, new FileState(journal, next, end, next), handshakes.all());
    List<Span> spans = new ArrayList<>(before.spans());
    spans.add(new Span(created.path(), next, Span.OPEN, 0));
    progress.publish(new Extent(spans, next));
    return created;
  }

  /**
   * Makes the file for this run, so that the identity is on the disk before it is used. If an older
   * file has it already, a full disk may wait.
   */
  void prepare() throws SQLException, IOException {
    try {
      open();
    } catch (SQLException e) {
      if (Trouble.of(e) != Trouble.DISK_FULL || progress.extent().spans().isEmpty()) {
        throw e;
      }
      pause(e);
    }
    measure();
  }

  private void tidy() throws SQLException, IOException {
    JournalFile current = file;
    try {
      if (current != null && uncheckpointedBytes >= config.checkpointBytes()) {
        uncheckpointedBytes = current.checkpoint("PASSIVE") ? 0 : uncheckpointedBytes;
      }
      if (current != null && current.first() < next && bytesOfFile >= config.fileBytes()) {
        rotate(current);
      }
    } catch (SQLException e) {
      if (Trouble.of(e) != Trouble.DISK_FULL) {
        throw e;
      }
      pause(e);
    }
    deleteReleased();
    measure();
  }

  private void rotate(JournalFile current) throws SQLException, IOException {
    if (!current.checkpoint("TRUNCATE")) {
      return;
    }
    current.close();
    file = null;
    uncheckpointedBytes = 0;
    List<Span> spans = new ArrayList<>(progress.extent().spans());
    Span written = spans.removeLast();
    spans.add(new Span(written.path(), written.first(), next, Files.size(written.path())));
    progress.publish(new Extent(spans, next));
    open();
  }

  private void deleteReleased() throws IOException {
    Extent extent = progress.extent();
    List<Span> kept = new ArrayList<>(extent.spans());
    List<Span> released = new ArrayList<>();
    // The last file is kept: it holds the identity and the next number.
    while (kept.size() > 1 && kept.getFirst().end() <= releasedBefore) {
      released.add(kept.removeFirst());
    }
    if (released.isEmpty()) {
      return;
    }
    progress.publish(new Extent(kept, extent.next()));
    for (Span span : released) {
      JournalDirectory.delete(span.path());
    }
  }

  private void measure() throws IOException {
    long sum = 0;
    for (Span span : progress.extent().spans()) {
      sum += span.open() ? 0 : span.bytes();
    }
    bytesOfFile = file == null ? 0 : file.bytes();
    bytes = sum + bytesOfFile;
    queue.onDisk(bytes);
  }

  private void seal() throws SQLException {
    JournalFile current = file;
    if (current != null) {
      boolean _ = current.checkpoint("TRUNCATE");
      current.close();
    }
  }

  private void fail(Throwable cause, List<Pending> inHand) {
    JournalFailedException reason =
        new JournalFailedException(
            "the journal in " + directory.path() + " failed: " + describe(cause), cause);
    LOG.error("Nothing is acknowledged any more: {}", reason.getMessage(), cause);
    progress.fail(reason);
    List<Pending> waiting = queue.fail(reason);
    failed.complete(reason);
    for (Pending pending : inHand) {
      pending.done().completeExceptionally(reason);
    }
    for (Pending pending : waiting) {
      pending.done().completeExceptionally(reason);
    }
    // The file stays open on purpose: closing it would checkpoint, that is sync, once more.
    try {
      rollback();
    } catch (SQLException e) {
      LOG.debug("No rollback after the failure", e);
    }
  }

  private static String describe(Throwable cause) {
    String name =
        cause instanceof SQLException || cause instanceof FileSystemException
            ? ""
            : cause.getClass().getSimpleName() + ": ";
    return name + cause.getMessage();
  }
}
