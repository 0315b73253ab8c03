package city.veedel.standalone.product;

import city.veedel.ingest.IngestConfig;
import city.veedel.ingest.store.JdbcObservationStore;
import city.veedel.ingest.tail.IngestLoop;
import city.veedel.journal.Journal;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.model.StoredObservations;
import city.veedel.standalone.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** Builds the parts that need no more than their configuration. */
final class Parts {
  private Parts() {}

  static JournalConfig journalConfig(Settings settings, DataDirectory directory) {
    return JournalConfig.in(directory.journal()).withCapacityBytes(settings.journalCapacityBytes());
  }

  static IngestLoop ingest(
      Store store,
      Journal journal,
      StoredObservations listener,
      MeterRegistry meters,
      InstantSource clock) {
    IngestConfig config = IngestConfig.DEFAULTS;
    return new IngestLoop(
        config,
        journal,
        new JdbcObservationStore(store.database().config(), config, clock),
        listener,
        meters,
        clock);
  }
}
