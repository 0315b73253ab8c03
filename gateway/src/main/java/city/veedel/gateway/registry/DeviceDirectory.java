package city.veedel.gateway.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.util.List;
import java.util.Optional;

/** Port of the front ends: who is this? Answers from memory, at once, from any thread. */
public interface DeviceDirectory {
  /** The enabled device of this id. */
  Optional<KnownDevice> find(DeviceId id);

  /**
   * The enabled device that has this secret. Unknown id and wrong secret cost the same time and
   * look the same.
   *
   * @param id as it came from outside; need not be a valid device id
   */
  Optional<KnownDevice> authenticate(String id, String secret);

  /**
   * The DTLS pre-shared keys of the enabled device of this id, one for each of its valid secrets,
   * the present one first.
   */
  List<PreSharedKey> preSharedKeys(String id);

  /** Whether the device is enabled and its secret with this nonce valid. */
  boolean isValid(DeviceId id, Payload nonce);

  /** Runs after each swap of the snapshot, so that connections of revoked devices can be cut. */
  void onChange(Runnable listener);
}
