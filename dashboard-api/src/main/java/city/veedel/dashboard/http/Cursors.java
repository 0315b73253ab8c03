package city.veedel.dashboard.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a list goes on, as text that only this server can make: {@code Base64url(mac ‖ state)}. The
 * key lasts as long as the process; after a restart one starts over.
 */
final class Cursors {
  private static final int MAC_BYTES = 16;
  private static final int LONGEST = 512;

  private final SecretKeySpec key;

  Cursors() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  /**
   * @param purpose of which list with which filter; a cursor is only good for that
   */
  String seal(String purpose, String state) {
    byte[] text = state.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = Arrays.copyOf(mac(purpose, text), MAC_BYTES + text.length);
    System.arraycopy(text, 0, sealed, MAC_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /** The state again; refuses what was not sealed here for the same purpose. */
  String open(String purpose, String cursor) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(cursor.length() > LONGEST ? "" : cursor);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
    if (sealed.length <= MAC_BYTES) {
      throw unknown();
    }
    byte[] state = Arrays.copyOfRange(sealed, MAC_BYTES, sealed.length);
    if (!MessageDigest.isEqual(Arrays.copyOf(sealed, MAC_BYTES), mac(purpose, state))) {
      throw unknown();
    }
    return new String(state, StandardCharsets.UTF_8);
  }

  private static ProblemException unknown() {
    return Parameters.invalid(
        "cursor",
        "is not one this server gave for this list with these parameters; start again without it");
  }

  private byte[] mac(String purpose, byte[] state) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return Arrays.copyOf(mac.doFinal(state), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }
}
