package city.veedel.standalone.simulation;

import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.intake.DeviceQuotas;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.intake.IntakeConfig;
import city.veedel.gateway.intake.IntakeMetrics;
import city.veedel.gateway.intake.JournalingIntake;
import city.veedel.gateway.intake.Pseudonyms;
import city.veedel.gateway.intake.QuotaIntake;
import city.veedel.gateway.intake.ReceiptClock;
import city.veedel.gateway.mqtt.SimulatedMqtt;
import city.veedel.ingest.IngestConfig;
import city.veedel.ingest.ObservationStore;
import city.veedel.ingest.tail.IngestLoop;
import city.veedel.model.StoredObservations;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;

/** One life of the product, from the start of its process to its end. */
final class Gateway {
  private static final TypeDecoders DECODERS =
      new TypeDecoders((type, source) -> {
        throw new UnsupportedOperationException("no scripts here");
      });
  private static final Units UNITS = new Units();
  private static final int PSEUDONYM_KEY_BYTES = 32;
  private static final IntakeConfig INTAKE =
      new IntakeConfig(
          65_536,
          new IntakeConfig.Rates(20, 15, 1_000),
          IntakeConfig.PseudonymRules.DEFAULTS,
          IntakeConfig.Decoding.DEFAULTS);

  private final SimulatedJournal journal;
  private final Intake intake;
  private final DeviceRates rates;
  private final SimulatedMqtt mqtt;
  private final IngestLoop ingest;

  /**
   * @throws IOException if the journal cannot be opened
   */
  Gateway(
      SimulatedJournal.Place place,
      SimulatedJournal.Rules rules,
      IngestConfig config,
      ObservationStore store,
      StoredObservations listener,
      MeterRegistry meters)
      throws IOException {
    SimulatedTime time = place.time();
    journal = new SimulatedJournal(place, rules);
    IntakeMetrics metrics = new IntakeMetrics(meters);
    intake =
        new QuotaIntake(
            new JournalingIntake(
                DECODERS,
                UNITS,
                new Pseudonyms(INTAKE.pseudonyms(), new byte[PSEUDONYM_KEY_BYTES]),
                journal,
                new ReceiptClock(time),
                metrics,
                INTAKE),
            new DeviceQuotas(time, _ -> true),
            metrics);
    rates = new DeviceRates(INTAKE.rates(), time);
    mqtt =
        new SimulatedMqtt(
            intake, journal, rates, meters, time, time::nanoTime, work -> time.in(1, work));
    ingest = new IngestLoop(config, journal, store, listener, meters, time);
  }

  Intake intake() {
    return intake;
  }

  DeviceRates rates() {
    return rates;
  }

  SimulatedMqtt mqtt() {
    return mqtt;
  }

  SimulatedJournal journal() {
    return journal;
  }

  IngestLoop ingest() {
    return ingest;
  }

  /** The process is gone; no code of it runs any more. */
  void die() {
    journal.die();
    mqtt.die();
  }
}
