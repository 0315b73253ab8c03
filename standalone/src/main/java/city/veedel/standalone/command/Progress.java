package city.veedel.standalone.command;

import java.time.Duration;

/** Says on standard error how a long step goes: at most once a second, without animation. */
final class Progress {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private final Console console;
  private final Duration pause;
  private long lastNanos;

  Progress(Console console) {
    this(console, PAUSE);
  }

  Progress(Console console, Duration pause) {
    this.console = console;
    this.pause = pause;
    this.lastNanos = System.nanoTime() - pause.toNanos();
  }

  void say(java.util.function.Supplier<String> line) {
    long now = System.nanoTime();
    if (now - lastNanos >= pause.toNanos()) {
      lastNanos = now;
      console.note(line.get());
    }
  }
}
