package city.veedel.gateway.registry;

import city.veedel.model.DeviceId;
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

  /** The DTLS pre-shared key of the enabled device of this id: the ASCII bytes of its secret. */
  Optional<byte[]> preSharedKey(String id);

  /** Runs after each swap of the snapshot, so that connections of revoked devices can be cut. */
  void onChange(Runnable listener);
}
