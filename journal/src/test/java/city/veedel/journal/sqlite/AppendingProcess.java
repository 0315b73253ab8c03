package city.veedel.journal.sqlite;

import city.veedel.journal.AppendResult;
import city.veedel.journal.SampleEntries;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * A process to be killed: appends until it ends, and prints what was acknowledged, as {@code
 * source:sequence batch index}. Arguments: directory, source of the entries.
 */
final class AppendingProcess {
  /** Appends not yet answered. */
  private static final int WINDOW = 256;

  private AppendingProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    int source = Integer.parseInt(arguments[1]);
    try (SqliteJournal journal = SqliteJournal.open(SmallFiles.in(Path.of(arguments[0])))) {
      out.println("open");
      journal.failure().thenAccept(failure -> out.println("failed " + failure.getMessage()));
      Semaphore window = new Semaphore(WINDOW);
      for (long i = 0; journal.status().failure().isEmpty(); i++) {
        window.acquire();
        String name = source + ":" + i;
        journal
            .append(SampleEntries.append(source, i))
            .whenComplete((result, failure) -> {
              if (result instanceof AppendResult.Durable durable) {
                out.println(
                    name + " " + durable.position().batch() + " " + durable.position().index());
              } else if (result instanceof AppendResult.Full) {
                out.println("full");
              } else {
                out.println("refused");
              }
              window.release();
            });
      }
    }
    out.println("end");
  }
}
