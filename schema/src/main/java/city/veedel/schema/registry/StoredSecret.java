package city.veedel.schema.registry;

import city.veedel.model.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the database keeps of a device secret; useless without the server's pepper.
 *
 * @param expiresAt null: until it is rotated
 */
public record StoredSecret(Payload nonce, Payload verifier, @Nullable Instant expiresAt) {
  public boolean isValidAt(Instant time) {
    return expiresAt == null || time.isBefore(expiresAt);
  }
}
