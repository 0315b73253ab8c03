package city.veedel.standalone.prove;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A journal whose disk answers with an error, or forgets a bit. */
enum JournalFault implements Fault {
  /** The next sync of the journal's log fails: the product must end by itself. */
  SYNC_ERROR {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int which = 1 + random.nextInt(20);
      List<String> command =
          new ArrayList<>(
              List.of(
                  Programs.find("strace").orElseThrow().toString(),
                  "-f",
                  "-qq",
                  "-o",
                  site.directory().resolve("strace.out").toString(),
                  "-p",
                  Long.toString(site.product().pid()),
                  "-e",
                  "trace=fsync,fdatasync",
                  "-e",
                  "inject=fsync,fdatasync:error=EIO:when=" + which));
      for (Path log : files(site.journal(), "-wal")) {
        command.add("-P");
        command.add(log.toString());
      }
      Process strace = new ProcessBuilder(command).inheritIO().start();
      try {
        if (!site.product().awaitEnd(ENDS_WITHIN)) {
          throw new IOException("the product goes on after a sync that failed");
        }
      } finally {
        strace.destroy();
        strace.waitFor();
      }
      site.startAgain();
      return "sync number " + which + " of the journal failed; the product ended by itself";
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
