package city.veedel.ingest.store;

import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;

/** An accepted message as it came in, and where it came from. */
public record KeptMessage(Provenance provenance, RawMessage message) {}
