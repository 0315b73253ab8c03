package city.veedel.standalone.simulation;

import city.veedel.gateway.mqtt.SimulatedMqtt;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.ingest.IngestConfig;
import city.veedel.ingest.store.SimulatedStore;
import city.veedel.ingest.tail.IngestLoop;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Protocol;
import city.veedel.model.ThingId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Devices, a network, a machine that fails, and a database: everything of one seed. */
final class City {
  private static final long PATIENCE = 3_600 * SimulatedTime.SECOND;
  private static final long AFTERWARDS = 20 * SimulatedTime.SECOND;
  private static final int MAX_EVENTS = 500_000;
  private static final DeviceType TYPE =
      new DeviceType("sensor", "Sensor", "json", AcceptedTime.LIVE, false, false, 1, Map.of());
  private static final IngestConfig INGEST =
      new IngestConfig(
          40,
          1 << 16,
          7,
          Duration.ofMillis(200),
          Duration.ZERO,
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofDays(7),
          1_000);

  private final SimulatedTime time = new SimulatedTime();
  private final Trace trace = new Trace(time);
  private final Chance chance;
  private final Weather weather;
  private final SimulatedDisk disk;
  private final Network network;
  private final SimulatedStore store;
  private final SimulatedJournal.Place place;
  private final SimulatedJournal.Rules rules;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Ledger ledger = new Ledger();
  private final List<Device> devices = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private final Chance storeChance;
  private double storeFaults;
  private int unsaid;
  private int crashes;
  private int powerCuts;
  private @Nullable Gateway gateway;

  City(long seed, Weakness weakness) {
    chance = new Chance(seed);
    weather = Weather.of(chance.split(), weakness);
    disk = new SimulatedDisk(chance.split());
    network = new Network(time, chance.split());
    storeChance = chance.split();
    store = new SimulatedStore(INGEST, time, Weather.transactions(weakness), this::nextStoreFault);
    place = new SimulatedJournal.Place(disk, time, chance.split(), new Witness());
    rules =
        new SimulatedJournal.Rules(
            weakness, weather.fileBytes(), weather.capacityBytes(), weather.syncMicros());
  }

  SimulatedTime time() {
    return time;
  }

  Network network() {
    return network;
  }

  Trace trace() {
    return trace;
  }

  /** Null while the process is down. */
  @Nullable Gateway gateway() {
    return gateway;
  }

  /** Null while the process is down. */
  @Nullable SimulatedMqtt mqtt() {
    Gateway present = gateway;
    return present == null ? null : present.mqtt();
  }

  void found(String what, String detail) {
    found.add(what + " " + detail);
    trace.note("FOUND", what + " " + detail, 0);
  }

  private SimulatedStore.Fault nextStoreFault() {
    if (!storeChance.happens(storeFaults)) {
      return SimulatedStore.Fault.NONE;
    }
    List<SimulatedStore.Fault> faults = List.of(SimulatedStore.Fault.values());
    SimulatedStore.Fault fault = storeChance.oneOf(faults);
    trace.note("store", fault, 0);
    return fault;
  }

  Result run() {
    storeFaults = weather.storeFaults();
    network.misbehave(weather.loss(), weather.doubling(), weather.slowestMicros());
    start();
    populate();
    planFaults();
    time.in(weather.lasts(), this::heal);
    boolean ended = runUntilDone();
    if (!ended) {
      found(
          "STUCK",
          unsaid
              + " unsaid, "
              + devices.stream().filter(d -> !d.isDone()).count()
              + " devices wait");
    }
    found.addAll(new Check(ledger, store, place.witness(), meters).findings(ended));
    return new Result(
        List.copyOf(found),
        trace.hash(),
        trace.last(),
        new Result.Counts(
            1,
            ledger.messages().size(),
            ledger.values(),
            crashes,
            powerCuts,
            place.witness().flips(),
            place.witness().damaged(),
            trace.notes()));
  }

  /** True if everything was said, answered and stored. */
  private boolean runUntilDone() {
    long doneSince = -1;
    for (int events = 0; events < MAX_EVENTS && time.now() < weather.lasts() + PATIENCE; events++) {
      if (!time.step()) {
        return false;
      }
      boolean done = time.now() > weather.lasts() && isDone();
      doneSince = !done ? -1 : doneSince < 0 ? time.now() : doneSince;
      // What was sent twice may still arrive.
      if (done && time.now() - doneSince > AFTERWARDS) {
        return true;
      }
    }
    return false;
  }

  private boolean isDone() {
    Gateway present = gateway;
    return unsaid == 0
        && present != null
        && devices.stream().allMatch(Device::isDone)
        && present.ingest().status().drained();
  }

  private void populate() {
    int count = chance.between(3, 6);
    for (int i = 0; i < count; i++) {
      populate("device-" + i, chance.between(0, 5), chance.split());
    }
  }

  private void populate(String name, int kind, Chance own) {
    DeviceId id = new DeviceId(name);
    ThingId thing = new ThingId(name);
    KnownDevice known = new KnownDevice(id, TYPE, thing, Set.of(thing), OptionalLong.of(1_000_000));
    boolean once = kind == 2 || kind == 3;
    Device device =
        switch (kind) {
          case 0, 1 -> new MqttDevice(this, known, 1, kind == 1, own);
          case 2, 3 -> new MqttDevice(this, known, 2, kind == 3, own);
          case 4 -> new RequestDevice(this, known, Protocol.COAP, own);
          default -> new RequestDevice(this, known, Protocol.HTTP, own);
        };
    devices.add(device);
    if (once) {
      ledger.expectOnce(name);
    }
    MessageSource source = new MessageSource(name, once, kind != 2, time, own.split());
    int messages = own.between(5, 25);
    unsaid += messages;
    for (int i = 0; i < messages; i++) {
      time.in(
          own.between(0L, weather.lasts()),
          () -> {
            unsaid--;
            Message message = source.next();
            ledger.add(message);
            device.say(message);
          });
    }
  }

  private void planFaults() {
    plan(weather.crashes(), () -> crash(chance.happens(weather.powerCuts())));
    plan(weather.breaks(), () -> chance.oneOf(devices).disconnect());
    plan(
        weather.clockJumps(),
        () -> {
          long seconds = chance.between(-60L, 60L);
          trace.note("clock set", "by seconds", seconds);
          time.setWall(seconds * SimulatedTime.SECOND);
        });
    plan(weather.flips(), this::flip);
    plan(
        weather.outages(),
        () -> {
          store.setAway(true);
          time.in(chance.between(1L, 30L) * SimulatedTime.SECOND, () -> store.setAway(false));
        });
    plan(
        weather.fullDisks(),
        () -> {
          disk.limit(disk.bytes() + chance.between(0L, 600L));
          time.in(chance.between(1L, 20L) * SimulatedTime.SECOND, disk::unlimited);
        });
    plan(
        weather.failingSyncs(),
        () -> {
          disk.failSyncs(chance.between(1, 10) / 10.0);
          time.in(chance.between(1L, 10L) * SimulatedTime.SECOND, () -> disk.failSyncs(0));
        });
  }

  private void plan(int times, Runnable fault) {
    for (int i = 0; i < times; i++) {
      time.in(
          chance.between(0L, weather.lasts()),
          () -> {
            if (storeFaults >= 0) {
              fault.run();
            }
          });
    }
  }

  /** No fault from here on, but one last power cut. */
  private void heal() {
    store.setAway(false);
    storeFaults = 0;
    disk.unlimited();
    disk.failSyncs(0);
    network.heal();
    crash(true);
  }

  private void flip() {
    List<String> names = disk.names();
    String name = names.isEmpty() ? "" : chance.oneOf(names);
    if (names.isEmpty() || disk.length(name) == 0) {
      return;
    }
    int offset = chance.between(0, disk.length(name) - 1);
    disk.flip(name, offset, chance.between(0, 7));
    place.witness().flipped(name, offset);
    trace.note("flipped", name, offset);
  }

  private void start() {
    try {
      Gateway started = new Gateway(place, rules, INGEST, store, ledger::live, meters);
      gateway = started;
      trace.note("started", started.journal().status().next(), disk.bytes());
      tick(started);
      turn(started);
    } catch (IOException e) {
      trace.note("not started", String.valueOf(e.getMessage()), 0);
      time.in(chance.between(1L, 5L) * SimulatedTime.SECOND, this::startIfDown);
    }
  }

  private void startIfDown() {
    if (gateway == null) {
      start();
    }
  }

  private void crash(boolean powerCut) {
    crashes++;
    powerCuts += powerCut ? 1 : 0;
    trace.note(powerCut ? "power cut" : "killed", disk.bytes(), 0);
    Gateway present = gateway;
    gateway = null;
    if (present != null) {
      present.die();
    }
    if (powerCut) {
      disk.cutPower();
    }
    store.close();
    devices.forEach(Device::disconnect);
    time.in(chance.between(10 * SimulatedTime.MILLI, 5 * SimulatedTime.SECOND), this::startIfDown);
  }

  private void tick(Gateway life) {
    time.in(
        200 * SimulatedTime.MILLI,
        () -> {
          if (gateway != life) {
            return;
          }
          life.mqtt().tick();
          if (life.journal().failed()) {
            crash(false); // the process says why and ends
          } else {
            tick(life);
          }
        });
  }

  private void turn(Gateway life) {
    long pause = chance.between(SimulatedTime.MILLI, 500 * SimulatedTime.MILLI);
    time.in(
        pause,
        () -> {
          if (gateway != life) {
            return;
          }
          try {
            IngestLoop.Turn turn = life.ingest().turn();
            if (turn != IngestLoop.Turn.IDLE) {
              trace.note("ingest", turn, 0);
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException("nothing here waits", e);
          }
          turn(life);
        });
  }
}
