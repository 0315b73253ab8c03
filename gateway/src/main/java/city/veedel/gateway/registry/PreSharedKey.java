package city.veedel.gateway.registry;

import city.veedel.model.Payload;

/**
 * A device's secret as DTLS needs it.
 *
 * @param nonce which of the device's secrets it is; tells nothing about it
 * @param key the ASCII bytes of the secret
 */
public record PreSharedKey(Payload nonce, Payload key) {
  /** Without the key. */
  @Override
  public String toString() {
    return "PreSharedKey[" + nonce + "]";
  }
}
