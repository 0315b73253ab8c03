package city.veedel.ingest.store;

import org.jspecify.annotations.Nullable;

/** Which datastreams are known without asking the database. */
@FunctionalInterface
interface KnownDatastreams {
  Datastreams.@Nullable Known find(Datastreams.Key key);
}
