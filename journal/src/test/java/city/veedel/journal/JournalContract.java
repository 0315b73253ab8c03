package city.veedel.journal;

import static city.veedel.journal.JournalSteps.durable;
import static city.veedel.journal.JournalSteps.fill;
import static city.veedel.journal.JournalSteps.large;
import static city.veedel.journal.JournalSteps.names;
import static city.veedel.journal.JournalSteps.poll;
import static city.veedel.journal.JournalSteps.readAll;
import static city.veedel.journal.JournalSteps.result;
import static city.veedel.journal.SampleEntries.append;
import static city.veedel.journal.SampleEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may be relied on, whichever journal it is. Run on each. */
@Timeout(60)
public abstract class JournalContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration AT_ONCE = Duration.ZERO;

  /** Largest capacity a test may have to fill. */
  protected static final long SMALL_CAPACITY_BYTES = 1 << 20;

  private final List<Journal> opened = new ArrayList<>();

  /** The journal of this test; after a close, the same one as a new process would find it. */
  protected abstract Journal openJournal();

  /** The same, bounded to {@link #SMALL_CAPACITY_BYTES}. */
  protected abstract Journal openSmallJournal();

  /** A second, unrelated journal. */
  protected abstract Journal openOtherJournal();

  private Journal open() {
    return closedLater(openJournal());
  }

  private Journal closedLater(Journal journal) {
    opened.add(journal);
    return journal;
  }

  @AfterEach
  void closeJournals() {
    opened.forEach(Journal::close);
  }

  @Test
  void anEntryIsReadAsItWasAppended() throws Exception {
    Journal journal = open();
    Entry accepted = entry(1, 1);
    Entry setAside = deadLetter();

    Position position = durable(journal.append(Append.of(accepted, setAside)));

    assertThat(position).isEqualTo(new Position(1, 0));
    assertThat(readAll(journal)).containsExactly(accepted, setAside);
  }

  @Test
  void anEntryCanBeReadAsSoonAsItsAppendCompletes() throws Exception {
    Journal journal = open();
    try (Reader reader = journal.reader(Position.BEGINNING)) {
      for (int i = 0; i < 50; i++) {
        durable(journal.append(append(1, i)));

        assertThat(reader.poll(10, AT_ONCE).entries()).containsExactly(entry(1, i));
      }
    }
  }

  @Test
  void appendsOfOneThreadKeepTheirOrder() throws Exception {
    Journal journal = open();
    List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      appends.add(journal.append(append(1, i)).toCompletableFuture());
    }

    List<Position> positions = appends.stream().map(JournalSteps::durable).toList();

    assertThat(positions).isSorted().doesNotHaveDuplicates();
    assertThat(names(readAll(journal)))
        .containsExactlyElementsOf(IntStream.range(0, 2_000).mapToObj(i -> "1:" + i).toList());
  }

  @Test
  void manyThreadsAppendEachInItsOrderAndNothingTwice() throws Exception {
    Journal journal = open();
    List<Thread> threads = new ArrayList<>();
    for (int source = 0; source < 8; source++) {
      int from = source;
      threads.add(
          Thread.ofPlatform()
              .name("appender-" + source)
              .start(() -> {
                for (int i = 0; i < 500; i++) {
                  CompletionStage<AppendResult> last = journal.append(append(from, i));
                  if (i % 100 == 99) {
                    durable(last);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    List<String> read = names(readAll(journal));

    assertThat(read).hasSize(4_000).doesNotHaveDuplicates();
    for (int source = 0; source < 8; source++) {
      String prefix = source + ":";
      assertThat(read.stream().filter(name -> name.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> prefix + i).toList());
    }
  }

  @Test
  void completionsLeaveInTheOrderOfTheAppends() {
    Journal journal = open();
    List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> appends = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      appends.add(
          journal.append(append(1, i)).thenRun(() -> completed.add(number)).toCompletableFuture());
    }

    CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new)).join();

    // Those that were complete before the test attached to them ran at once, still in order.
    assertThat(completed).isSorted().hasSize(1_000);
  }

  @Test
  void theEntriesOfOneAppendStayTogether() throws Exception {
    Journal journal = open();
    List<Entry> many = IntStream.range(0, 100).mapToObj(i -> entry(1, i)).toList();

    Position position = durable(journal.append(new Append(many, null)));

    try (Reader reader = journal.reader(position)) {
      assertThat(poll(reader, 30).entries()).isEqualTo(many.subList(0, 30));
      Stretch second = poll(reader, 1_000);
      assertThat(second.entries()).isEqualTo(many.subList(30, 100));
      assertThat(second.next()).isGreaterThan(position);
    }
  }

  @Test
  void aReaderResumesAtAnyPositionItWasGiven() throws Exception {
    Journal journal = open();
    for (int i = 0; i < 60; i++) {
      durable(journal.append(Append.of(entry(1, 2L * i), entry(1, 2L * i + 1))));
    }
    Position from = Position.BEGINNING;

    List<String> read = new ArrayList<>();
    for (int size = 1; read.size() < 120; size = size % 7 + 1) {
      try (Reader reader = journal.reader(from)) {
        Stretch stretch = poll(reader, size);
        read.addAll(names(stretch.entries()));
        from = stretch.next();
      }
    }

    assertThat(read)
        .containsExactlyElementsOf(IntStream.range(0, 120).mapToObj(i -> "1:" + i).toList());
    assertThat(from).isEqualTo(journal.status().next());
  }

  @Test
  void aPollWithNothingToReadReturnsEmptyAfterItsTime() throws Exception {
    Journal journal = open();
    durable(journal.append(append(1, 1)));
    try (Reader reader = journal.reader(journal.status().next())) {
      Stretch stretch = reader.poll(10, Duration.ofMillis(20));

      assertThat(stretch.isEmpty()).isTrue();
      assertThat(stretch.next()).isEqualTo(journal.status().next());
    }
  }

  @Test
  void aPollThatWaitsSeesWhatIsAppendedMeanwhile() throws Exception {
    Journal journal = open();
    CompletableFuture<Stretch> polled = new CompletableFuture<>();
    Thread reading =
        Thread.ofVirtual()
            .start(() -> {
              try (Reader reader = journal.reader(Position.BEGINNING)) {
                polled.complete(reader.poll(10, PATIENCE));
              } catch (InterruptedException | RuntimeException e) {
                polled.completeExceptionally(e);
              }
            });
    await().until(() -> reading.getState() == Thread.State.TIMED_WAITING);

    durable(journal.append(append(1, 1)));

    assertThat(polled.join().entries()).containsExactly(entry(1, 1));
  }

  @Test
  void aPositionThatWasReleasedReadsFromTheOldestEntry() throws Exception {
    Journal journal = closedLater(openSmallJournal());
    fill(journal);
    List<String> before = names(readAll(journal));
    journal.release(journal.status().next());
    await().until(() -> journal.status().oldest().batch() > 1);

    assertThat(before).endsWith(names(readAll(journal)).toArray(String[]::new));
  }

  @Test
  void aPositionTheJournalHasNotReachedIsRefused() {
    Journal journal = open();
    Journal other = closedLater(openOtherJournal());
    for (int i = 0; i < 5; i++) {
      durable(other.append(append(1, i)));
    }

    assertThatThrownBy(() -> journal.reader(other.status().next()))
        .isInstanceOf(PositionAheadException.class)
        .hasMessageContaining(other.status().next().toString())
        .hasMessageContaining(journal.status().next().toString());
  }

  @Test
  void aFullJournalSaysSoAndTakesAppendsAgainAfterARelease() throws Exception {
    Journal journal = closedLater(openSmallJournal());

    int taken = fill(journal);

    assertThat(taken).isPositive();
    assertThat(journal.status().bytes()).isLessThanOrEqualTo(journal.status().capacityBytes());
    assertThat(result(journal.append(Append.of(large(1), large(2)))))
        .isInstanceOf(AppendResult.Full.class);
    assertThat(readAll(journal)).hasSize(taken);
    journal.release(journal.status().next());
    await()
        .atMost(PATIENCE)
        .until(() -> result(journal.append(append(1, 1))) instanceof AppendResult.Durable);
  }

  @Test
  void numbersGoOnAfterEverythingWasReleasedAndTheJournalReopened() throws Exception {
    Journal journal = openSmallJournal();
    UUID id = journal.id();
    fill(journal);
    Position next = journal.status().next();
    journal.release(next);
    await().until(() -> journal.status().oldest().batch() > 1);
    journal.close();

    Journal reopened = closedLater(openSmallJournal());

    assertThat(reopened.id()).isEqualTo(id);
    assertThat(reopened.status().next()).isGreaterThanOrEqualTo(next);
    assertThat(durable(reopened.append(append(1, 1)))).isGreaterThanOrEqualTo(next);
  }

  @Test
  void aReopenedJournalHasItsEntriesItsIdAndItsPositions() throws Exception {
    Journal journal = openJournal();
    for (int i = 0; i < 10; i++) {
      durable(journal.append(append(1, i)));
    }
    List<Entry> before = readAll(journal);
    UUID id = journal.id();
    Position next = journal.status().next();
    journal.close();

    Journal reopened = open();

    assertThat(reopened.id()).isEqualTo(id);
    assertThat(reopened.status().next()).isGreaterThanOrEqualTo(next);
    assertThat(readAll(reopened)).isEqualTo(before);
    durable(reopened.append(append(1, 10)));
    try (Reader reader = reopened.reader(next)) {
      assertThat(poll(reader, 10).entries()).containsExactly(entry(1, 10));
    }
  }

  @Test
  void anotherJournalHasAnotherId() {
    assertThat(open().id()).isNotEqualTo(closedLater(openOtherJournal()).id());
  }

  @Test
  void handshakesSurviveARestartUntilTheyAreEnded() {
    Handshake first = new Handshake("bus-17", 1);
    Handshake second = new Handshake("bus-17", 2);
    Handshake third = new Handshake("tram-1", 1);
    Journal journal = openJournal();
    durable(journal.append(new Append(List.of(entry(1, 1)), first)));
    durable(journal.append(new Append(List.of(entry(1, 2)), second)));
    durable(journal.append(new Append(List.of(entry(1, 3)), third)));
    durable(journal.end(first));
    journal.close();

    Journal again = openJournal();
    assertThat(again.openHandshakes()).containsExactlyInAnyOrder(second, third);
    durable(again.end(second));
    again.close();

    Journal afterwards = open();
    assertThat(afterwards.openHandshakes()).containsExactly(third);
  }

  @Test
  void aHandshakeMayBeBegunAgainAfterItsEnd() {
    Handshake handshake = new Handshake("bus-17", 1);
    Journal journal = openJournal();
    CompletionStage<AppendResult> begun =
        journal.append(new Append(List.of(entry(1, 1)), handshake));
    CompletionStage<AppendResult> ended = journal.end(handshake);
    CompletionStage<AppendResult> begunAgain =
        journal.append(new Append(List.of(entry(1, 2)), handshake));
    Stream.of(begun, ended, begunAgain).forEach(JournalSteps::durable);
    journal.close();

    assertThat(open().openHandshakes()).containsExactly(handshake);
  }

  @Test
  void endingAnUnknownHandshakeCompletes() {
    assertThat(result(open().end(new Handshake("nobody", 7))))
        .isInstanceOf(AppendResult.Durable.class);
  }

  @Test
  void aFullJournalStillEndsHandshakes() throws Exception {
    Handshake handshake = new Handshake("bus-17", 1);
    Journal journal = openSmallJournal();
    durable(journal.append(new Append(List.of(entry(1, 1)), handshake)));
    fill(journal);

    assertThat(result(journal.end(handshake))).isInstanceOf(AppendResult.Durable.class);

    journal.close();
    assertThat(closedLater(openSmallJournal()).openHandshakes()).isEmpty();
  }

  @Test
  void afterTheCloseNothingIsTaken() {
    Journal journal = open();
    journal.close();

    assertThatThrownBy(() -> result(journal.append(append(1, 1))))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> result(journal.end(new Handshake("c", 1))))
        .hasCauseInstanceOf(IllegalStateException.class);
    journal.close();
  }

  @Test
  void everyAppendIsAnsweredWhenTheJournalClosesMeanwhile() throws Exception {
    Journal journal = openJournal();
    List<CompletableFuture<AppendResult>> appends = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean refused = new AtomicBoolean();
    Thread appender =
        Thread.ofPlatform()
            .name("appender")
            .start(() -> {
              for (int i = 0; !refused.get(); i++) {
                CompletableFuture<AppendResult> append =
                    journal.append(append(1, i)).toCompletableFuture();
                appends.add(append);
                refused.set(append.isCompletedExceptionally());
              }
            });
    await().until(() -> appends.size() > 100);

    journal.close();
    appender.join();

    assertThat(appends).allMatch(CompletableFuture::isDone);
    long durable =
        appends.stream()
            .filter(append -> !append.isCompletedExceptionally())
            .filter(append -> result(append) instanceof AppendResult.Durable)
            .count();
    assertThat(readAll(open())).hasSize((int) durable);
  }

  @Test
  void aReaderThatWaitsIsToldThatTheJournalCloses() throws Exception {
    Journal journal = open();
    CompletableFuture<Stretch> polled = new CompletableFuture<>();
    Thread reading =
        Thread.ofVirtual()
            .start(() -> {
              try (Reader reader = journal.reader(Position.BEGINNING)) {
                polled.complete(reader.poll(10, PATIENCE));
              } catch (InterruptedException | RuntimeException e) {
                polled.completeExceptionally(e);
              }
            });
    await().until(() -> reading.getState() == Thread.State.TIMED_WAITING);

    journal.close();

    assertThatThrownBy(polled::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  private static Entry deadLetter() {
    return new Entry.SetAside(
        new DeadLetter(
            new Provenance(
                new DeviceId("device-1"),
                Protocol.COAP,
                false,
                Instant.parse("2026-11-22T12:00:00.123456Z")),
            "/v1/device-1/up",
            "application/json",
            RefusalReason.PAYLOAD_MALFORMED,
            "a comma was seen, a value was expected",
            "/values",
            Payload.copyOf(new byte[] {'{', ',', '}'}),
            1,
            true));
  }
}
