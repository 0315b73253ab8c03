package city.veedel.ingest.store;

/** What becomes of one observation; exactly one of these. */
enum Fate {
  STORED,
  DUPLICATE,
  CORRECTED,
  QUARANTINED
}
