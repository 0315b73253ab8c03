package city.veedel.gateway.coap;

import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import org.eclipse.californium.elements.auth.AdditionalInfo;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.scandium.auth.ApplicationLevelInfoSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes at the end of a handshake which of a device's secrets the session was made with, so that
 * the session can end with its secret. A resumed session keeps what was noted when it was made.
 */
final class SessionKeys implements ApplicationLevelInfoSupplier {
  private static final String NONCE = "nonce";

  private final KeyTurns turns;

  SessionKeys(KeyTurns turns) {
    this.turns = turns;
  }

  /**
   * @param nonce of the key, as {@link PreSharedKeys} gave it along; null when a session is resumed
   */
  @Override
  public AdditionalInfo getInfo(Principal peer, @Nullable Object nonce) {
    if (!(peer instanceof PreSharedKeyIdentity identity)) {
      return AdditionalInfo.empty();
    }
    if (!(nonce instanceof Payload made)) {
      return identity.getExtendedInfo();
    }
    turns.proven(identity.getIdentity(), made);
    return AdditionalInfo.from(Map.<String, Object>of(NONCE, made));
  }

  /** The device behind a session, if it is enabled and the session's secret is still valid. */
  static Optional<DeviceId> deviceOf(@Nullable Principal peer, DeviceDirectory directory) {
    if (!(peer instanceof PreSharedKeyIdentity identity)
        || !DeviceId.isValid(identity.getIdentity())) {
      return Optional.empty();
    }
    DeviceId device = new DeviceId(identity.getIdentity());
    Payload nonce = identity.getExtendedInfo().get(NONCE, Payload.class);
    return nonce != null && directory.isValid(device, nonce)
        ? Optional.of(device)
        : Optional.empty();
  }
}
