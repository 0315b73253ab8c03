package city.veedel.gateway.coap;

import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.PreSharedKey;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The pre-shared keys of the registry's devices. An unknown identity gets a key nobody has, so that
 * its handshake takes the same steps and ends the same way as one with a wrong key: nobody can find
 * out which devices there are (RFC 4279, section 2, allows it expressly).
 */
final class PreSharedKeys implements AdvancedPskStore {
  /** A DTLS identity may have 65,535 bytes; a device id has at most 63. */
  private static final int MAX_IDENTITY_BYTES = 64;

  private static final int NOBODYS_KEY_BYTES = 32;

  private final DeviceDirectory directory;
  private final KeyTurns turns;
  private final SecretKeySpec nobody;

  PreSharedKeys(DeviceDirectory directory, KeyTurns turns) {
    this.directory = directory;
    this.turns = turns;
    byte[] random = new byte[NOBODYS_KEY_BYTES];
    new SecureRandom().nextBytes(random);
    this.nobody = new SecretKeySpec(random, "HmacSHA256");
  }

  @Override
  public boolean hasEcdhePskSupported() {
    return true;
  }

  @Override
  public PskSecretResult requestPskSecretResult(
      ConnectionId cid,
      @Nullable ServerNames serverNames,
      PskPublicInformation identity,
      String hmacAlgorithm,
      SecretKey otherSecret,
      byte[] seed,
      boolean useExtendedMasterSecret) {
    // Computed for every identity, so that known and unknown ones cost the same.
    byte[] nobodysKey = nobodysKey(identity);
    String device = identity.length() > MAX_IDENTITY_BYTES ? "" : identity.getPublicInfoAsString();
    List<PreSharedKey> valid = directory.preSharedKeys(device);
    if (valid.isEmpty()) {
      return new PskSecretResult(cid, identity, secretKey(nobodysKey));
    }
    PreSharedKey key = turns.next(device, valid);
    return new PskSecretResult(cid, identity, secretKey(key.key().bytes()), key.nonce());
  }

  /** Scandium destroys the key after use, which the JDK's SecretKeySpec does not allow. */
  private static SecretKey secretKey(byte[] key) {
    return SecretUtil.create(key, PskSecretResult.ALGORITHM_PSK);
  }

  private byte[] nobodysKey(PskPublicInformation identity) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(nobody);
      return mac.doFinal(identity.getBytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }

  /** Only a client has an identity of its own. */
  @Override
  public @Nullable PskPublicInformation getIdentity(
      InetSocketAddress peerAddress, @Nullable ServerNames virtualHost) {
    return null;
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {
    // Every key is known at once.
  }
}
