package city.veedel.simulator.device;

import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes measurements as one message of the platform's own JSON, until it is full. Built from text,
 * not by the product's code: the two must meet on the wire only. For one thread.
 */
public final class JsonBatch {
  private static final double LARGEST_EXACT_WHOLE = 1L << 53;

  private final int maxObservations;
  private final int maxBytes;
  private final StringBuilder text = new StringBuilder("[");
  private int observations;

  /**
   * @param maxObservations at least 1; a single measurement may exceed it
   * @param maxBytes of the payload; a single measurement may exceed it
   */
  public JsonBatch(int maxObservations, int maxBytes) {
    this.maxObservations = maxObservations;
    this.maxBytes = maxBytes;
  }

  /** Adds the measurement, or returns false if the message is full: take it first. */
  public boolean add(Measurement measurement) {
    int before = text.length();
    if (observations > 0) {
      text.append(',');
    }
    write(measurement, text);
    boolean fits =
        observations == 0
            || observations + measurement.observations() <= maxObservations
                && bytes() + 1 <= maxBytes;
    if (fits) {
      observations += measurement.observations();
    } else {
      text.setLength(before);
    }
    return fits;
  }

  /** Upper bound; exact for ASCII. */
  private int bytes() {
    return text.length();
  }

  public boolean isEmpty() {
    return observations == 0;
  }

  /** The message so far; begins a new one. */
  public Message take() {
    Payload payload = Payload.wrap(text.append(']').toString().getBytes(StandardCharsets.UTF_8));
    Message message = new Message(payload, PayloadFormat.JSON, observations);
    text.setLength(1);
    observations = 0;
    return message;
  }

  private static void write(Measurement measurement, StringBuilder out) {
    out.append("{\"thing\":\"").append(measurement.thing()).append("\",\"time\":\"");
    out.append(measurement.time()).append('"');
    if (measurement.location() != null) {
      out.append(",\"location\":[").append(measurement.location().longitude());
      out.append(',').append(measurement.location().latitude()).append(']');
    }
    out.append(",\"values\":{");
    boolean first = true;
    for (Map.Entry<PropertyName, Result> value : measurement.values().entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      out.append('"').append(value.getKey()).append("\":");
      write(value.getValue(), out);
    }
    out.append("}}");
  }

  private static void write(Result result, StringBuilder out) {
    switch (result) {
      case Result.Quantity(double value) -> writeNumber(value, out);
      case Result.Flag(boolean value) -> out.append(value);
      case Result.State(String value) -> {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, out);
        out.append('"');
      }
      case Result.Missing() -> out.append("null");
    }
  }

  /** Whole numbers without a fraction, as devices write them. */
  static void writeNumber(double value, StringBuilder out) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_WHOLE) {
      out.append((long) value);
    } else {
      out.append(value);
    }
  }
}
