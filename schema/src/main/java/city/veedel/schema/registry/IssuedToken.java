package city.veedel.schema.registry;

import java.time.Instant;

/**
 * A session or API token on its way to whoever asked for it.
 *
 * @param token 256 random bits in Base64url; only its SHA-256 is kept
 */
public record IssuedToken(String token, Instant expiresAt) {

  /** Without the token. */
  @Override
  public String toString() {
    return "IssuedToken[until " + expiresAt + "]";
  }
}
