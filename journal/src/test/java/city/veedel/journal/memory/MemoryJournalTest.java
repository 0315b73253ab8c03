package city.veedel.journal.memory;

import static city.veedel.journal.JournalSteps.durable;
import static city.veedel.journal.JournalSteps.names;
import static city.veedel.journal.JournalSteps.readAll;
import static city.veedel.journal.JournalSteps.result;
import static city.veedel.journal.SampleEntries.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalContract;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.SampleEntries;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContract {
  private @Nullable MemoryJournal journal;

  @Override
  protected Journal openJournal() {
    return reopen(MemoryJournal.CAPACITY_BYTES);
  }

  @Override
  protected Journal openSmallJournal() {
    return reopen(SMALL_CAPACITY_BYTES);
  }

  @Override
  protected Journal openOtherJournal() {
    return MemoryJournal.create();
  }

  private Journal reopen(long capacityBytes) {
    MemoryJournal before = journal;
    MemoryJournal opened = before == null ? MemoryJournal.create(capacityBytes) : before.reopened();
    journal = opened;
    return opened;
  }

  @Test
  void whatWasNotSyncedIsLostInACrash() throws Exception {
    MemoryJournal before = MemoryJournal.create();
    durable(before.append(append(1, 1)));
    before.holdSyncs();
    CompletableFuture<AppendResult> lost =
        before
            .append(new Append(List.of(SampleEntries.entry(1, 2)), new Handshake("bus-17", 1)))
            .toCompletableFuture();
    assertThat(readAll(before)).hasSize(1);

    MemoryJournal after = before.crash();

    assertThat(lost).isNotDone();
    assertThat(names(readAll(after))).containsExactly("1:1");
    assertThat(after.openHandshakes()).isEmpty();
    assertThat(after.id()).isEqualTo(before.id());
  }

  @Test
  void aSyncAnswersWhatWaits() {
    MemoryJournal held = MemoryJournal.create();
    held.holdSyncs();
    CompletableFuture<AppendResult> append = held.append(append(1, 1)).toCompletableFuture();
    assertThat(append).isNotDone();

    held.sync();

    assertThat(append).isCompletedWithValueMatching(AppendResult.Durable.class::isInstance);
  }

  @Test
  void itCanBeToldToBeFullAndToFail() {
    MemoryJournal told = MemoryJournal.create();
    told.full(true);
    assertThat(result(told.append(append(1, 1)))).isInstanceOf(AppendResult.Full.class);
    told.full(false);
    durable(told.append(append(1, 1)));
    told.holdSyncs();
    CompletableFuture<AppendResult> waiting = told.append(append(1, 2)).toCompletableFuture();

    told.fail("the disk is gone");

    assertThat(told.status().failure()).isEqualTo("the disk is gone");
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(JournalFailedException.class);
    assertThatThrownBy(() -> result(told.append(append(1, 3))))
        .hasCauseInstanceOf(JournalFailedException.class);
  }
}
