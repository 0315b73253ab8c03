package city.veedel.standalone.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** What the page of promises says of a campaign of hostile clients. */
final class HostileParts {
  private static final double PERCENT = 100;

  private HostileParts() {}

  /**
   * @param hostile of one campaign's results; missing in most
   */
  static List<String> of(Promise promise, JsonNode hostile) {
    if (hostile.isMissingNode()) {
      return List.of();
    }
    return switch (promise) {
      case P13 -> memory(hostile);
      case P14 -> neighbours(hostile);
      case P17 -> storm(hostile);
      case P25 -> amplification(hostile);
      default -> List.of();
    };
  }

  private static List<String> memory(JsonNode hostile) {
    JsonNode memory = hostile.path("memory");
    return List.of(
        String.format(Locale.ROOT, "%,d attacks", sum(hostile, "attempts")),
        memory.has("heapPeakMb") ? heap(hostile, memory) : "the peak of the heap is **unknown**",
        String.format(
            Locale.ROOT, "%,d MB resident at most", memory.path("residentPeakMb").asLong()));
  }

  private static String heap(JsonNode hostile, JsonNode memory) {
    return String.format(
        Locale.ROOT,
        "%,d MB of a heap of %,d left by garbage collection at most (%.0f %%: %s)",
        memory.path("heapPeakMb").asLong(),
        memory.path("heapCeilingMb").asLong(),
        HostileFigures.MOST_HEAP_SHARE * PERCENT,
        verdict(hostile, "heapHeld"));
  }

  private static List<String> neighbours(JsonNode hostile) {
    return List.of(
        String.format(
            Locale.ROOT,
            "%d good devices thrown out, %d of their exchanges not answered",
            hostile.path("forcedReconnects").asLong(),
            hostile.path("unanswered").asLong()),
        String.format(
            Locale.ROOT,
            "acknowledged within p50 %.1f ms, p99 %.1f ms alone and p50 %.1f ms, p99 %.1f ms beside"
                + " %d attackers: %.1f times the p99 (%.0f times: %s)",
            hostile.path("alone").path("p50Millis").asDouble(),
            hostile.path("alone").path("p99Millis").asDouble(),
            hostile.path("beside").path("p50Millis").asDouble(),
            hostile.path("beside").path("p99Millis").asDouble(),
            hostile.path("attackers").asLong(),
            hostile.path("p99Ratio").asDouble(),
            HostileFigures.MOST_P99_RATIO,
            verdict(hostile, "p99RatioHeld")));
  }

  private static List<String> storm(JsonNode hostile) {
    JsonNode storm = hostile.path("storm");
    String note = hostile.path("note").asText();
    String back =
        String.format(
            Locale.ROOT,
            "%,d of %,d connections back after %.1f s (%.0f s: %s)",
            storm.path("back").asLong(),
            storm.path("connections").asLong(),
            storm.path("seconds").asDouble(),
            HostileFigures.MOST_STORM_SECONDS,
            verdict(hostile, "stormHeld"));
    String others =
        String.format(
            Locale.ROOT,
            "the others acknowledged within p99 %.1f ms meanwhile",
            hostile.path("storming").path("p99Millis").asDouble());
    return note.isEmpty() ? List.of(back, others) : List.of(back, others, note);
  }

  private static List<String> amplification(JsonNode hostile) {
    long out = sum(hostile, "unprovenBytesOut");
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d datagrams, ClientHellos of strangers %,d of them",
            sum(hostile, "datagrams"),
            hostile.path("attempts").path("hello flood").path("datagrams").asLong()),
        String.format(
            Locale.ROOT,
            "%.2f bytes back for each byte of a stranger",
            out == 0 ? 0.0 : (double) sum(hostile, "unprovenBytesIn") / out));
  }

  private static long sum(JsonNode hostile, String field) {
    return StreamSupport.stream(hostile.path("attempts").spliterator(), false)
        .mapToLong(attempts -> attempts.path(field).asLong())
        .sum();
  }

  private static String verdict(JsonNode hostile, String field) {
    return hostile.path(field).asBoolean() ? "held" : "**missed**";
  }
}
