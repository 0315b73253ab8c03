package city.veedel.simulator.replay;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.PayloadFormat;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.device.SimulatedThing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The files of one recording, merged by time. Its things are shared out among a few devices, each
 * thing always to the same one, so that the order per datastream survives.
 */
final class MergedRecording implements Recording {
  private static final int THINGS_PER_DEVICE = 30;
  private static final int MAX_DEVICES = 4;

  private final String id;
  private final Theme theme;
  private final String title;
  private final List<SimulatedThing> things;
  private final List<Source> sources;
  private final List<Source> vehicleSources;

  /**
   * @param vehicleSources sources whose things are shared vehicles
   */
  MergedRecording(
      String id,
      String title,
      Theme theme,
      List<SimulatedThing> things,
      List<Source> sources,
      List<Source> vehicleSources) {
    this.id = id;
    this.title = title;
    this.theme = theme;
    this.things = List.copyOf(things);
    this.sources = List.copyOf(sources);
    this.vehicleSources = List.copyOf(vehicleSources);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<SimulatedThing> things() {
    return things;
  }

  @Override
  public long bytes() {
    return sources.stream().mapToLong(Source::bytes).sum()
        + vehicleSources.stream().mapToLong(Source::bytes).sum();
  }

  /** The devices that send it. */
  List<SimulatedDevice> devices() {
    List<SimulatedDevice> devices = new ArrayList<>();
    for (int i = 0; i < deviceCount(); i++) {
      DeviceId device = deviceId(i);
      List<SimulatedThing> own =
          things.stream().filter(thing -> deviceOf(thing.id()).equals(device)).toList();
      devices.add(device(device, ReplayTypes.REPLAY, own));
    }
    if (!vehicleSources.isEmpty()) {
      devices.add(device(vehicleDevice(id), ReplayTypes.REPLAY_VEHICLES, List.of()));
    }
    return devices;
  }

  private SimulatedDevice device(DeviceId device, String typeId, List<SimulatedThing> own) {
    return new SimulatedDevice(
        device,
        typeId,
        title,
        theme,
        Channel.MQTT_5,
        Delivery.AT_LEAST_ONCE,
        PayloadFormat.JSON,
        own,
        true);
  }

  private int deviceCount() {
    int wanted = (things.size() + THINGS_PER_DEVICE - 1) / THINGS_PER_DEVICE;
    return Math.clamp(wanted, 1, MAX_DEVICES);
  }

  private DeviceId deviceId(int number) {
    return new DeviceId("replay-" + id + "-" + (number + 1));
  }

  private DeviceId deviceOf(ThingId thing) {
    return deviceId(Math.floorMod(thing.value().hashCode(), deviceCount()));
  }

  /** What sends the vehicles of a recording; their ids begin with its own. */
  static DeviceId vehicleDevice(String recordingId) {
    return new DeviceId("replay-" + recordingId + "-fahrzeuge");
  }

  @Override
  public ReplayStream open() throws IOException {
    PriorityQueue<Open> byTime =
        new PriorityQueue<>(
            Comparator.comparing((Open open) -> open.head.time())
                .thenComparingInt(open -> open.number));
    List<MeasurementReader> readers = new ArrayList<>();
    try {
      for (Source source : sources) {
        add(byTime, readers, source, false);
      }
      for (Source source : vehicleSources) {
        add(byTime, readers, source, true);
      }
    } catch (IOException e) {
      closeAll(readers);
      throw e;
    }
    return new Merged(byTime, readers);
  }

  private static void add(
      PriorityQueue<Open> byTime,
      List<MeasurementReader> readers,
      Source source,
      boolean ofVehicles)
      throws IOException {
    MeasurementReader reader = source.open();
    readers.add(reader);
    Measurement first = reader.next();
    if (first != null) {
      byTime.add(new Open(readers.size(), reader, ofVehicles, first));
    }
  }

  private static void closeAll(List<MeasurementReader> readers) throws IOException {
    for (MeasurementReader reader : readers) {
      reader.close();
    }
  }

  private static final class Open {
    private final int number;
    private final MeasurementReader reader;
    private final boolean ofVehicles;
    private Measurement head;

    Open(int number, MeasurementReader reader, boolean ofVehicles, Measurement head) {
      this.number = number;
      this.reader = reader;
      this.ofVehicles = ofVehicles;
      this.head = head;
    }
  }

  private final class Merged implements ReplayStream {
    private final PriorityQueue<Open> byTime;
    private final List<MeasurementReader> readers;

    Merged(PriorityQueue<Open> byTime, List<MeasurementReader> readers) {
      this.byTime = byTime;
      this.readers = readers;
    }

    @Override
    public @Nullable Replayed next() throws IOException {
      Open earliest = byTime.poll();
      if (earliest == null) {
        return null;
      }
      Measurement measurement = earliest.head;
      Measurement following = earliest.reader.next();
      if (following != null) {
        earliest.head = following;
        byTime.add(earliest);
      }
      return new Replayed(
          earliest.ofVehicles ? vehicleDevice(id) : deviceOf(measurement.thing()), measurement);
    }

    @Override
    public long bytesRead() {
      return readers.stream().mapToLong(MeasurementReader::bytesRead).sum();
    }

    @Override
    public void close() throws IOException {
      closeAll(readers);
    }
  }
}
