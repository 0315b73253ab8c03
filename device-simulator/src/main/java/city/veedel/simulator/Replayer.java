package city.veedel.simulator;

import city.veedel.model.DeviceId;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.device.JsonBatch;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.replay.Recording;
import city.veedel.simulator.replay.ReplayPlan;
import city.veedel.simulator.replay.ReplayStream;
import city.veedel.simulator.replay.Replayed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends recordings through the front door, as devices would. */
public final class Replayer {
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double NANOS_PER_SECOND = 1e9;

  private final ReplayConfig config;
  private final Consumer<ReplayProgress> progress;
  private final Tally tally = new Tally();
  private final Map<DeviceId, Sender> senders = new HashMap<>();
  private long nextProgressNanos;

  private Replayer(ReplayConfig config, Consumer<ReplayProgress> progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * Runs on the calling thread until every recording is sent and answered. Sending the same
   * recordings again gives duplicates only.
   *
   * @param secrets of every device of the plan
   * @param progress called about once a second on the calling thread
   * @throws IOException if a recording cannot be read; what was read before has been sent
   * @throws InterruptedException when interrupted; what is in flight is lost
   */
  public static ReplayTotals run(
      ReplayPlan plan,
      Map<DeviceId, String> secrets,
      Endpoints endpoints,
      ReplayConfig config,
      Consumer<ReplayProgress> progress)
      throws IOException, InterruptedException {
    DeviceLinks.requireSecrets(plan.devices(), secrets);
    return new Replayer(config, progress).send(plan, secrets, endpoints);
  }

  private ReplayTotals send(ReplayPlan plan, Map<DeviceId, String> secrets, Endpoints endpoints)
      throws IOException, InterruptedException {
    long startedNanos = System.nanoTime();
    nextProgressNanos = startedNanos;
    Map<String, Long> observations = new LinkedHashMap<>();
    DeviceLinks links = new DeviceLinks(endpoints, config.link());
    try (links) {
      for (SimulatedDevice described : plan.devices()) {
        SimulatedDevice device = described.speaking(config.channel());
        DeviceLink link = links.open(device, secrets.getOrDefault(device.id(), ""));
        senders.put(device.id(), new Sender(link));
      }
      for (Recording recording : plan.recordings()) {
        observations.put(recording.id(), send(recording));
      }
      var _ = tally.awaitAllAnswers(config.answerTimeout());
    }
    // Closing answers what was still open, so the sums hold now.
    return new ReplayTotals(
        tally.totals(links.resentObservations(), senders.size()),
        observations,
        Duration.ofNanos(System.nanoTime() - startedNanos));
  }

  private long send(Recording recording) throws IOException, InterruptedException {
    long count = 0;
    try (ReplayStream stream = recording.open()) {
      Pace pace = new Pace(config.speed());
      Replayed replayed = stream.next();
      while (replayed != null) {
        Measurement measurement = replayed.measurement();
        if (pace.mustWaitFor(measurement.time())) {
          flushAll();
          report(recording, stream, measurement.time());
          pace.waitFor(measurement.time());
        }
        senderOf(replayed.device()).add(measurement);
        count += measurement.observations();
        report(recording, stream, measurement.time());
        replayed = stream.next();
      }
    }
    flushAll();
    return count;
  }

  private Sender senderOf(DeviceId device) {
    Sender sender = senders.get(device);
    if (sender == null) {
      throw new IllegalStateException("the plan does not name the device " + device);
    }
    return sender;
  }

  private void flushAll() throws InterruptedException {
    for (Sender sender : senders.values()) {
      sender.flush();
    }
  }

  private void report(Recording recording, ReplayStream stream, Instant reached) {
    long now = System.nanoTime();
    if (now - nextProgressNanos >= 0) {
      nextProgressNanos = now + PROGRESS_NANOS;
      progress.accept(
          new ReplayProgress(
              recording.id(),
              tally.sentOfAnyKind(),
              tally.acknowledged(),
              stream.bytesRead(),
              recording.bytes(),
              reached));
    }
  }

  /** One device's batch and link. */
  private final class Sender {
    private final DeviceLink link;
    private final JsonBatch batch =
        new JsonBatch(config.maxObservations(), config.maxPayloadBytes());

    Sender(DeviceLink link) {
      this.link = link;
    }

    void add(Measurement measurement) throws InterruptedException {
      if (!batch.add(measurement)) {
        flush();
        if (!batch.add(measurement)) {
          throw new IllegalStateException("an empty message takes any measurement");
        }
      }
    }

    void flush() throws InterruptedException {
      if (!batch.isEmpty()) {
        tally.handOverPatiently(link, batch.take(), true);
      }
    }
  }

  /** Keeps the intervals of a recording, shortened by the speed. */
  private static final class Pace {
    private final double speed;
    private Instant firstRecorded = Instant.MIN;
    private long startedNanos;

    Pace(double speed) {
      this.speed = speed;
    }

    /** Whether it is not yet time for this; always false without a pace. */
    boolean mustWaitFor(Instant recorded) {
      return speed > 0 && nanosUntil(recorded) > 0;
    }

    void waitFor(Instant recorded) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(nanosUntil(recorded));
    }

    private long nanosUntil(Instant recorded) {
      if (firstRecorded.equals(Instant.MIN)) {
        firstRecorded = recorded;
        startedNanos = System.nanoTime();
      }
      double seconds = Duration.between(firstRecorded, recorded).toMillis() / 1000.0 / speed;
      return startedNanos + (long) (seconds * NANOS_PER_SECOND) - System.nanoTime();
    }
  }
}
