package city.veedel.standalone.prove;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A journal whose disk answers with an error, or forgets a bit. */
enum JournalFault implements Fault {
  /**
   * A sync of the journal's log hangs for a moment and fails: the product must acknowledge nothing
   * more and end by itself. While the sync hangs, what was acknowledged before it gets through.
   */
  SYNC_ERROR {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int which = 1 + random.nextInt(20);
      Path output = site.directory().resolve("strace.out");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Programs.find("strace").orElseThrow().toString(),
                  "-f",
                  "-qq",
                  "-o",
                  output.toString(),
                  "-ttt",
                  "-p",
                  Long.toString(site.product().pid()),
                  "-e",
                  "trace=fsync,fdatasync",
                  "-e",
                  "inject=fsync,fdatasync:error=EIO:delay_enter=%dms:when=%d"
                      .formatted(HANGS.toMillis(), which)));
      for (Path log : files(site.journal(), "-wal")) {
        command.add("-P");
        command.add(log.toString());
      }
      boolean ended;
      Process strace = new ProcessBuilder(command).inheritIO().start();
      try {
        ended = site.product().awaitEnd(ENDS_WITHIN);
      } finally {
        strace.destroy();
        strace.waitFor();
      }
      if (!ended) {
        site.product().kill();
      }
      requireSilence(site, failedSync(output));
      if (!ended) {
        throw new IOException("the product went on after a sync that failed");
      }
      site.startAgain();
      return "sync number "
          + which
          + " of the journal failed; nothing acknowledged since, the product ended by itself";
    }
  },

  /** Bits of what only the journal has, while nobody looks. */
  FLIPPED_BITS {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int flips = 1 + random.nextInt(3);
      site.outside().proxy().cut();
      try {
        Thread.sleep(3_000);
        site.product().kill();
        site.held()
            .add(site.journal(), Files.createTempDirectory(site.directory(), "before-the-flip"));
        for (int i = 0; i < flips; i++) {
          List<Path> files = new ArrayList<>(files(site.journal(), ".db"));
          files.addAll(files(site.journal(), "-wal"));
          flip(files.get(random.nextInt(files.size())), random);
        }
        site.startAgain();
      } finally {
        site.outside().proxy().mend();
      }
      return flips + " bits of the journal's files flipped";
    }
  };

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  /** How the finding begins. */
  static final String NOT_SILENT = "the product acknowledged a message ";

  private static final Duration HANGS = Duration.ofSeconds(1);

  /** Less than a sync hangs, and more than an answer takes from there to the ledger. */
  private static final Duration ON_THE_WAY = Duration.ofMillis(900);

  private static final Pattern FAILED_SYNC = Pattern.compile("(\\d+\\.\\d{6}) f(?:data)?sync\\(");

  /** When the sync that was made to fail began. */
  private static Instant failedSync(Path straceOutput) throws IOException {
    String all = Files.readString(straceOutput);
    Matcher last =
        all.lines()
            .filter(line -> line.contains("(INJECTED)") || line.contains("<unfinished"))
            .map(FAILED_SYNC::matcher)
            .filter(Matcher::find)
            .reduce((before, later) -> later)
            .orElseThrow(() -> new IOException("no sync of the journal was made to fail: " + all));
    long micros = new BigDecimal(last.group(1)).movePointRight(6).longValueExact();
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static void requireSilence(Site site, Instant failedSync)
      throws IOException, InterruptedException {
    Thread.sleep(ON_THE_WAY);
    Instant last = site.lastAcknowledged();
    if (last.isAfter(failedSync.plus(ON_THE_WAY))) {
      throw new IOException(
          NOT_SILENT
              + Duration.between(failedSync, last).toMillis()
              + " ms after it began a sync of "
              + HANGS.toMillis()
              + " ms that failed");
    }
  }

  private static List<Path> files(Path journal, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(journal)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static void flip(Path path, Random random) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      if (file.length() == 0) {
        return;
      }
      long at = random.nextLong(file.length());
      file.seek(at);
      int changed = file.read() ^ 1 << random.nextInt(8);
      file.seek(at);
      file.write(changed);
    }
  }
}
