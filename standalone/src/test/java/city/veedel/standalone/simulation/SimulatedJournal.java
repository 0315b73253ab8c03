package city.veedel.standalone.simulation;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Entry;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.PositionAheadException;
import city.veedel.journal.Reader;
import city.veedel.journal.codec.EntryBlock;
import city.veedel.model.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A journal on a simulated disk by the rules of the real one: group commit, one sync a batch,
 * answers in order after it, a new file for every run, released files deleted, nothing after an I/O
 * error. Entries are encoded by the product's codec.
 */
final class SimulatedJournal implements Journal {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** What waits for the next commit. */
  private record Pending(
      @Nullable Append append, @Nullable Handshake ends, CompletableFuture<AppendResult> done) {}

  /** What the machine gives the journal. */
  record Place(SimulatedDisk disk, SimulatedTime time, Chance chance, Witness witness) {}

  /** How it is run. */
  record Rules(Weakness weakness, int fileBytes, long capacityBytes, long syncMicros) {}

  private final Place place;
  private final Rules rules;
  private final LogFiles files;
  private final Set<Handshake> handshakes;
  private final Set<Handshake> foundOpen;
  private final List<Handshake> begunLate = new ArrayList<>();
  private List<Pending> waiting = new ArrayList<>();
  private long next;
  private boolean committing;
  private boolean ended;
  private @Nullable JournalFailedException failure;

  SimulatedJournal(Place place, Rules rules) throws IOException {
    this.place = place;
    this.rules = rules;
    LogRecovery found = LogRecovery.run(place, rules.weakness != Weakness.NO_CHECKSUM);
    this.files = found.files();
    this.next = found.next();
    this.handshakes = new HashSet<>(found.handshakes());
    this.foundOpen = Set.copyOf(found.handshakes());
  }

  /** The process is gone. Nothing planned happens any more. */
  void die() {
    ended = true;
  }

  boolean failed() {
    return failure != null;
  }

  @Override
  public UUID id() {
    return files.id();
  }

  @Override
  public CompletionStage<AppendResult> append(Append append) {
    if (files.bytes() >= rules.capacityBytes) {
      return CompletableFuture.completedFuture(new AppendResult.Full(RETRY_AFTER));
    }
    return add(new Pending(append, null, new CompletableFuture<>()));
  }

  @Override
  public CompletionStage<AppendResult> end(Handshake handshake) {
    return add(new Pending(null, handshake, new CompletableFuture<>()));
  }

  private CompletionStage<AppendResult> add(Pending pending) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    waiting.add(pending);
    if (!committing) {
      committing = true;
      place.time.in(place.chance.between(10L, 300L), this::write);
    }
    return pending.done;
  }

  private void write() {
    if (ended || failure != null) {
      return;
    }
    List<Pending> group = waiting;
    waiting = new ArrayList<>();
    LogRecord record = record(group);
    byte[] bytes = record.bytes();
    if (record.number() > 0) {
      place.witness.written(
          next, entries(group), files.current(), files.end(), files.end() + bytes.length);
    }
    try {
      files.write(bytes);
    } catch (SimulatedDisk.NoSpaceException e) {
      refuse(group);
      return;
    } catch (IOException e) {
      fail(e, group);
      return;
    }
    if (rules.weakness == Weakness.ACKNOWLEDGES_BEFORE_SYNC) {
      answer(group, record);
    }
    place.time.in(place.chance.between(50L, rules.syncMicros), () -> sync(group, record, bytes));
  }

  private LogRecord record(List<Pending> group) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    List<Handshake> begun = new ArrayList<>(begunLate);
    List<Handshake> endedNow = new ArrayList<>();
    begunLate.clear();
    for (Pending pending : group) {
      Append append = pending.append;
      if (append != null) {
        block.writeBytes(EntryBlock.encode(append.entries()));
        if (append.begins() != null) {
          (rules.weakness == Weakness.HANDSHAKE_AFTER_MESSAGE ? begunLate : begun)
              .add(append.begins());
        }
      } else if (pending.ends != null) {
        endedNow.add(pending.ends);
      }
    }
    return new LogRecord(
        block.size() == 0 ? 0 : next, begun, endedNow, Payload.wrap(block.toByteArray()));
  }

  private static List<Entry> entries(List<Pending> group) {
    List<Entry> entries = new ArrayList<>();
    for (Pending pending : group) {
      if (pending.append != null) {
        entries.addAll(pending.append.entries());
      }
    }
    return entries;
  }

  private void sync(List<Pending> group, LogRecord record, byte[] bytes) {
    if (ended || failure != null) {
      return;
    }
    try {
      syncOnce();
    } catch (IOException e) {
      fail(e, group);
      return;
    }
    handshakes.addAll(record.begun());
    record.ended().forEach(handshakes::remove);
    files.committed(record.number(), bytes.length);
    if (rules.weakness != Weakness.ACKNOWLEDGES_BEFORE_SYNC) {
      answer(group, record);
    }
    if (record.number() > 0) {
      next++;
    }
    rotate();
    goOn();
  }

  private void syncOnce() throws IOException {
    try {
      files.sync();
    } catch (IOException e) {
      if (rules.weakness != Weakness.TRIES_A_FAILED_SYNC_AGAIN) {
        throw e;
      }
      files.sync();
    }
  }

  private void rotate() {
    if (files.end() < rules.fileBytes) {
      return;
    }
    try {
      files.begin(next, handshakes);
    } catch (SimulatedDisk.NoSpaceException e) {
      // The file goes on growing until there is space for another.
    } catch (IOException e) {
      fail(e, List.of());
    }
  }

  private void answer(List<Pending> group, LogRecord record) {
    int index = 0;
    if (record.number() > 0) {
      place.witness.answered(record.number());
    }
    for (Pending pending : group) {
      pending.done.complete(new AppendResult.Durable(new Position(next, index)));
      index += pending.append == null ? 0 : pending.append.entries().size();
    }
  }

  private void refuse(List<Pending> group) {
    place.witness.takenBack(next);
    files.takeBack();
    for (Pending pending : group) {
      pending.done.complete(new AppendResult.Full(RETRY_AFTER));
    }
    goOn();
  }

  private void goOn() {
    committing = !waiting.isEmpty() && failure == null;
    if (committing) {
      place.time.in(place.chance.between(1L, 50L), this::write);
    }
  }

  private void fail(IOException cause, List<Pending> group) {
    JournalFailedException reason = new JournalFailedException("the disk failed", cause);
    failure = reason;
    List<Pending> all = new ArrayList<>(group);
    all.addAll(waiting);
    waiting = new ArrayList<>();
    for (Pending pending : all) {
      pending.done.completeExceptionally(reason);
    }
  }

  @Override
  public Set<Handshake> openHandshakes() {
    return foundOpen;
  }

  @Override
  public Reader reader(Position from) {
    if (from.batch() > next || from.batch() == next && from.index() > 0) {
      throw new PositionAheadException(from, new Position(next, 0));
    }
    return new LogReader(place, files, from, () -> next, rules.weakness != Weakness.NO_CHECKSUM);
  }

  @Override
  public void release(Position upTo) {
    if (!ended && failure == null) {
      place.witness.released(files.release(upTo.batch()));
    }
  }

  @Override
  public JournalStatus status() {
    return new JournalStatus(
        new Position(files.oldest(next), 0),
        new Position(next, 0),
        files.bytes(),
        rules.capacityBytes,
        place.witness.damaged(),
        failure == null ? "" : String.valueOf(failure.getMessage()));
  }

  @Override
  public void close() {
    ended = true;
  }
}
