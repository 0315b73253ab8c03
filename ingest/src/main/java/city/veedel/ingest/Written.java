package city.veedel.ingest;

import city.veedel.model.StoredObservation;
import java.util.List;

/**
 * What became of a batch, counted in observations. {@code stored + duplicate + corrected +
 * quarantined} is what its senders were acknowledged.
 *
 * @param stored new rows
 * @param duplicate same datastream, time and value as a row that stood already
 * @param corrected same datastream and time, other value; one of the two stands, the other is kept
 *     as a revision
 * @param quarantined set aside as dead letters
 * @param refused dead letters whose sender was told
 * @param latest those that are now the latest of their datastream, in the order of storing
 */
public record Written(
    long stored,
    long duplicate,
    long corrected,
    long quarantined,
    long refused,
    List<StoredObservation> latest) {
  public Written {
    latest = List.copyOf(latest);
  }
}
