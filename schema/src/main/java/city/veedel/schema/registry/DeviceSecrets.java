package city.veedel.schema.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks device secrets. A secret is {@code HMAC-SHA-256(pepper, "secret" ‖ device ‖
 * nonce)}, cut to 160 bits; the database keeps the nonce and {@code HMAC-SHA-256(pepper, "verifier"
 * ‖ secret)}. So a stolen database opens nothing, a check costs microseconds (a storm of 10,000
 * reconnects must not need Argon2id 10,000 times), and DTLS, which needs the pre-shared key itself,
 * can have it computed from the nonce where only a hash is stored.
 */
public final class DeviceSecrets {
  private static final int NONCE_BYTES = 16;
  private static final int SECRET_BYTES = 20;
  private static final int MIN_PEPPER_BYTES = 32;

  /** Has the pepper and has seen nothing else; copied, since looking for a provider costs more. */
  private final Mac peppered;

  private final SecureRandom random = new SecureRandom();

  /**
   * @param pepper at least 32 random bytes, kept outside the database
   */
  public DeviceSecrets(byte[] pepper) {
    if (pepper.length < MIN_PEPPER_BYTES) {
      throw new IllegalArgumentException(
          "the pepper must have at least 32 bytes, had " + pepper.length);
    }
    try {
      this.peppered = Mac.getInstance("HmacSHA256");
      peppered.init(new SecretKeySpec(pepper, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }

  /** A new secret; the text is shown once and then only its verifier is left. */
  public Issued issue(DeviceId device) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String secret = secretFor(device, Payload.wrap(nonce));
    return new Issued(
        secret, new StoredSecret(Payload.wrap(nonce), Payload.wrap(verifierOf(secret)), null));
  }

  /** The secret itself, recomputed: the DTLS pre-shared key is its ASCII bytes. */
  public String secretFor(DeviceId device, Payload nonce) {
    byte[] full = hmac("secret", device.value().getBytes(StandardCharsets.US_ASCII), nonce.bytes());
    byte[] cut = new byte[SECRET_BYTES];
    System.arraycopy(full, 0, cut, 0, SECRET_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cut);
  }

  /** What {@link #matches} compares; compute it once per attempt. */
  public byte[] verifierOf(String secret) {
    return hmac("verifier", secret.getBytes(StandardCharsets.UTF_8), new byte[0]);
  }

  /** In constant time. */
  public static boolean matches(byte[] verifier, StoredSecret stored) {
    return MessageDigest.isEqual(verifier, stored.verifier().bytes());
  }

  private byte[] hmac(String purpose, byte[] first, byte[] second) {
    Mac mac = copyOfPeppered();
    mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    mac.update(first);
    mac.update((byte) 0);
    mac.update(second);
    return mac.doFinal();
  }

  private Mac copyOfPeppered() {
    try {
      return (Mac) peppered.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMAC-SHA-256 can be copied", e);
    }
  }

  /** A secret on its way to its device. */
  public record Issued(String secret, StoredSecret stored) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Issued[***]";
    }
  }
}
