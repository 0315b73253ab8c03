package city.veedel.simulator.city;

import city.veedel.model.Payload;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Message;
import city.veedel.simulator.device.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a careless vendor sends. Each message stands for exactly one observation, so that the counts
 * of both sides can be compared whatever becomes of it.
 */
final class Nonsense {
  private Nonsense() {}

  /**
   * @param turn which kind of nonsense; any number
   */
  static Message write(PayloadFormat format, ThingId thing, Instant now, int turn) {
    String text = format == PayloadFormat.JSON ? json(thing, now, turn) : senml(thing, now, turn);
    // Whatever is declared, a vendor like this sends text.
    PayloadFormat declared =
        format == PayloadFormat.JSON ? PayloadFormat.JSON : PayloadFormat.SENML_JSON;
    return new Message(Payload.wrap(text.getBytes(StandardCharsets.UTF_8)), declared, 1);
  }

  private static String json(ThingId thing, Instant now, int turn) {
    return switch (Math.floorMod(turn, 7)) {
      // Cut off in the middle.
      case 0 -> "{\"thing\":\"" + thing + "\",\"time\":\"" + now + "\",\"values\":{\"no2\":4";
      // A number as an object.
      case 1 -> reading(thing, now, "\"no2\":{\"value\":41}");
      // A text for a number.
      case 2 -> reading(thing, now, "\"no2\":\"viel\"");
      // A clock that was never set, and one whose battery died.
      case 3 -> reading(thing, Instant.EPOCH.plusSeconds(86_400 + turn), "\"no2\":41");
      case 4 ->
          reading(thing, Instant.parse("2038-01-19T03:14:07Z").plusSeconds(turn), "\"no2\":41");
      // Another customer's thing.
      case 5 -> reading(new ThingId("sensor-aus-duesseldorf"), now, "\"no2\":41");
      // Not JSON at all.
      default -> "no2=41;pm10=18";
    };
  }

  private static String reading(ThingId thing, Instant time, String value) {
    return "{\"thing\":\"" + thing + "\",\"time\":\"" + time + "\",\"values\":{" + value + "}}";
  }

  private static String senml(ThingId thing, Instant now, int turn) {
    String base = "[{\"bn\":\"" + thing + "/\",\"bt\":" + now.getEpochSecond();
    return switch (Math.floorMod(turn, 4)) {
      // Volts for degrees.
      case 0 -> base + ",\"n\":\"temperature\",\"u\":\"V\",\"v\":3.6}]";
      // A value that is none.
      case 1 -> base + ",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":\"warm\"}]";
      // A record without a name.
      case 2 -> "[{\"bt\":" + now.getEpochSecond() + ",\"v\":7}]";
      default -> base;
    };
  }
}
