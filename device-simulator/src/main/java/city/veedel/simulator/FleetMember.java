package city.veedel.simulator;

import city.veedel.simulator.city.CityDevice;
import city.veedel.simulator.city.CitySensor;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.Message;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One device of the fleet and when its sensors are due. What its link does not take at once waits
 * here, and nothing new is measured meanwhile: a slow product gets fewer readings, not a longer
 * queue. For the fleet's thread only.
 */
final class FleetMember {
  private final CityDevice device;
  private final Supplier<DeviceLink> connect;
  private final Tally tally;
  private final double speed;
  private final long[] dueNanos;
  private final Deque<Message> outbox = new ArrayDeque<>();
  private @Nullable DeviceLink link;
  private long rounds;

  /**
   * @param connect opens the link when the device first speaks, so that connections are spread
   * @param firstNanos when it first speaks
   */
  FleetMember(
      CityDevice device, Supplier<DeviceLink> connect, Tally tally, double speed, long firstNanos) {
    this.device = device;
    this.connect = connect;
    this.tally = tally;
    this.speed = speed;
    this.dueNanos = new long[device.sensors().size()];
    java.util.Arrays.fill(dueNanos, firstNanos);
  }

  boolean hasSpoken() {
    return link != null;
  }

  /** Sends what is due. */
  void tick(long nowNanos, Instant cityTime, Instant clockTime) {
    flush();
    if (!outbox.isEmpty()) {
      return;
    }
    List<CitySensor> due = takeDue(nowNanos);
    if (!due.isEmpty()) {
      outbox.addAll(device.speak(due, cityTime, clockTime, rounds));
      rounds++;
      flush();
    }
  }

  private List<CitySensor> takeDue(long nowNanos) {
    List<CitySensor> due = new ArrayList<>();
    for (int i = 0; i < dueNanos.length; i++) {
      if (dueNanos[i] - nowNanos <= 0) {
        CitySensor sensor = device.sensors().get(i);
        due.add(sensor);
        long interval = Math.max(1, (long) (sensor.interval().toNanos() / speed));
        // After the first burst sensors fall out of step, each into its own place in the interval.
        long pause = rounds == 0 ? (long) (interval * placeInInterval(sensor)) : interval;
        dueNanos[i] = nowNanos + pause;
      }
    }
    return due;
  }

  private static double placeInInterval(CitySensor sensor) {
    return 0.3 + 0.7 * Math.floorMod(sensor.id().hashCode() * 31, 1000) / 1000;
  }

  private void flush() {
    while (!outbox.isEmpty()) {
      DeviceLink open = link;
      if (open == null) {
        open = connect.get();
        link = open;
      }
      Message next = outbox.getFirst();
      if (!tally.handOver(open, next, device.device().delivery().isAssured())) {
        return;
      }
      outbox.removeFirst();
    }
  }
}
