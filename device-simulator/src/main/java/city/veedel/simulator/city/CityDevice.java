package city.veedel.simulator.city;

import city.veedel.model.PropertyName;
import city.veedel.simulator.device.JsonBatch;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.Message;
import city.veedel.simulator.device.PayloadFormat;
import city.veedel.simulator.device.SenmlPack;
import city.veedel.simulator.device.SimulatedDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A device of the city, and how it speaks. Immutable; pure; for any thread. */
public final class CityDevice {
  /** What fits one CoAP body, with room to spare. */
  private static final int MAX_OBSERVATIONS = 60;

  private static final int MAX_BYTES = 4_000;

  private static final Duration STALE_SINCE = Duration.ofHours(3);
  private static final int BACKLOG_READINGS = 48;
  private static final Duration BACKLOG_SPACING = Duration.ofMinutes(30);

  /** Units of the SenML registry (RFC 8428, section 12.1) that are UCUM codes as well. */
  private static final Map<PropertyName, String> SENML_UNITS =
      Map.of(
          new PropertyName("temperature"), "Cel",
          new PropertyName("water_temperature"), "Cel",
          new PropertyName("wind_speed"), "m/s");

  private final SimulatedDevice device;
  private final List<CitySensor> sensors;
  private final Behaviour behaviour;

  CityDevice(SimulatedDevice device, List<CitySensor> sensors, Behaviour behaviour) {
    this.device = device;
    this.sensors = List.copyOf(sensors);
    this.behaviour = behaviour;
  }

  public SimulatedDevice device() {
    return device;
  }

  public List<CitySensor> sensors() {
    return sensors;
  }

  public Behaviour behaviour() {
    return behaviour;
  }

  /**
   * What the device sends when these of its sensors are due.
   *
   * @param cityTime the time the city lives in
   * @param clockTime what clocks say; no phenomenon time of an honest device lies after it
   * @param round how often the device has spoken before
   */
  public List<Message> speak(
      List<CitySensor> due, Instant cityTime, Instant clockTime, long round) {
    return switch (behaviour) {
      case HONEST -> write(measure(due, cityTime, clockTime));
      case STALE ->
          round == 0
              ? write(measure(due, cityTime.minus(STALE_SINCE), clockTime.minus(STALE_SINCE)))
              : List.of();
      case BACKLOG ->
          write(round == 0 ? backlog(due, cityTime, clockTime) : measure(due, cityTime, clockTime));
      case CLUMSY -> twice(write(measure(due, cityTime, clockTime)));
      case NONSENSE ->
          round % 2 == 0
              ? write(measure(due, cityTime, clockTime))
              : List.of(
                  Nonsense.write(
                      device.format(), due.getFirst().id(), clockTime, (int) (round / 2)));
    };
  }

  private static List<Measurement> measure(List<CitySensor> due, Instant cityTime, Instant stamp) {
    return due.stream().map(sensor -> sensor.measure(cityTime, stamp)).toList();
  }

  private static List<Measurement> backlog(
      List<CitySensor> due, Instant cityTime, Instant clockTime) {
    List<Measurement> old = new ArrayList<>();
    for (int i = BACKLOG_READINGS; i >= 0; i--) {
      Duration ago = BACKLOG_SPACING.multipliedBy(i);
      old.addAll(measure(due, cityTime.minus(ago), clockTime.minus(ago)));
    }
    return old;
  }

  private static List<Message> twice(List<Message> messages) {
    List<Message> repeated = new ArrayList<>();
    for (Message message : messages) {
      repeated.add(message);
      repeated.add(message);
    }
    return repeated;
  }

  private List<Message> write(List<Measurement> measurements) {
    if (device.format() != PayloadFormat.JSON) {
      return measurements.stream()
          .map(measurement -> SenmlPack.write(measurement, device.format(), SENML_UNITS))
          .toList();
    }
    List<Message> messages = new ArrayList<>();
    JsonBatch batch = new JsonBatch(MAX_OBSERVATIONS, MAX_BYTES);
    for (Measurement measurement : measurements) {
      if (!batch.add(measurement)) {
        messages.add(batch.take());
        boolean fits = batch.add(measurement);
        assert fits : "an empty message takes any measurement";
      }
    }
    if (!batch.isEmpty()) {
      messages.add(batch.take());
    }
    return messages;
  }
}
