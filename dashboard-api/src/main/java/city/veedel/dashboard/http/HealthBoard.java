package city.veedel.dashboard.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks every part how it is: all at once, for two seconds at most, once a second at most. */
final class HealthBoard {
  private static final Duration REMEMBERED = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<HealthCheck> checks;
  private final InstantSource clock;
  private @Nullable Board board;

  private record Part(String name, HealthCheck.State state) {}

  private record Board(List<Part> parts, Instant at) {
    boolean isOk() {
      return parts.stream().allMatch(part -> part.state().ok());
    }
  }

  HealthBoard(List<HealthCheck> checks, InstantSource clock) {
    this.checks = List.copyOf(checks);
    this.clock = clock;
  }

  /** The process answers: that is all that "live" says. */
  Answer live() {
    return answer(
        new Board(List.of(new Part("http", HealthCheck.State.ok("answering"))), clock.instant()));
  }

  /** Blocks until all parts have answered. */
  synchronized Answer ready() {
    Instant now = clock.instant();
    Board present = board;
    if (present == null
        || now.isAfter(present.at().plus(REMEMBERED))
        || now.isBefore(present.at())) {
      present = new Board(askAll(), now);
      board = present;
    }
    return answer(present);
  }

  private List<Part> askAll() {
    List<CompletableFuture<HealthCheck.State>> asked = new ArrayList<>();
    for (HealthCheck check : checks) {
      CompletableFuture<HealthCheck.State> state = new CompletableFuture<>();
      Thread.ofVirtual()
          .name("health-" + check.name())
          .start(() -> state.completeAsync(check.check(), Runnable::run));
      asked.add(state);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      parts.add(new Part(checks.get(i).name(), stateOf(asked.get(i), deadline)));
    }
    return parts;
  }

  private static HealthCheck.State stateOf(
      CompletableFuture<HealthCheck.State> asked, long deadline) {
    try {
      return asked.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return HealthCheck.State.failing("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      return HealthCheck.State.failing("could not be asked");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HealthCheck.State.failing("the server is stopping");
    }
  }

  private static Answer answer(Board board) {
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeStringField("status", word(board.isOk()));
              json.writeArrayFieldStart("parts");
              for (Part part : board.parts()) {
                json.writeStartObject();
                json.writeStringField("name", part.name());
                json.writeStringField("status", word(part.state().ok()));
                json.writeStringField("detail", part.state().detail());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .as(board.isOk() ? 200 : 503, "application/json")
        .with("Cache-Control", "no-store");
  }

  private static String word(boolean ok) {
    return ok ? "ok" : "failing";
  }
}
