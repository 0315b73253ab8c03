package city.veedel.standalone.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The product's clock jumps, by libfaketime; all others keep theirs. */
enum ClockFault implements Fault {
  JUMP {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int minutes = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(600));
      int seconds = NOTICED_WITHIN_SECONDS + 1 + random.nextInt(5);
      set(site.directory(), minutes * 60L);
      try {
        Thread.sleep(seconds * 1_000L);
      } finally {
        set(site.directory(), 0);
      }
      return "the product's clock jumped by %d min for %d s".formatted(minutes, seconds);
    }
  };

  private static final int NOTICED_WITHIN_SECONDS = 1;
  private static final String LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

  static Optional<Path> library() {
    return Optional.of(Path.of(LIBRARY)).filter(Files::exists);
  }

  /** What a process needs to hear of jumps. */
  static Map<String, String> environment(Path directory) throws IOException {
    set(directory, 0);
    return Map.of(
        "LD_PRELOAD",
        LIBRARY,
        "FAKETIME_TIMESTAMP_FILE",
        file(directory).toString(),
        // Without it every look at the clock opens the file, and the product gets nothing done.
        "FAKETIME_CACHE_DURATION",
        Integer.toString(NOTICED_WITHIN_SECONDS),
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  private static void set(Path directory, long seconds) throws IOException {
    Path draft = file(directory).resolveSibling("clock.new");
    Files.writeString(draft, "%+d%n".formatted(seconds));
    Files.move(draft, file(directory), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path file(Path directory) {
    return directory.resolve("clock");
  }
}
