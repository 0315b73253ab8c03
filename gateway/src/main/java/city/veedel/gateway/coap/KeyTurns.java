package city.veedel.gateway.coap;

import city.veedel.gateway.registry.PreSharedKey;
import city.veedel.model.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which key a device's next handshake is made with while two are valid. DTLS takes one key for an
 * identity and only learns from silence that the peer has the other one, so the keys take turns:
 * the newest first, another one after a handshake that came to nothing, and one that worked stays.
 */
final class KeyTurns {
  private static final int REMEMBERED = 10_000;

  private final Map<String, Turn> turns =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Turn> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param nonce of the key that was taken last
   * @param proven whether its handshake was completed
   */
  private record Turn(Payload nonce, boolean proven) {}

  /**
   * @param valid newest first, not empty
   */
  synchronized PreSharedKey next(String device, List<PreSharedKey> valid) {
    if (valid.size() == 1) {
      turns.remove(device);
      return valid.getFirst();
    }
    PreSharedKey chosen = chosen(turns.get(device), valid);
    turns.put(device, new Turn(chosen.nonce(), false));
    return chosen;
  }

  private static PreSharedKey chosen(@Nullable Turn last, List<PreSharedKey> valid) {
    if (last == null) {
      return valid.getFirst();
    }
    return valid.stream()
        .filter(key -> key.nonce().equals(last.nonce()) == last.proven())
        .findFirst()
        .orElse(valid.getFirst());
  }

  /** A handshake with this key was completed. */
  synchronized void proven(String device, Payload nonce) {
    turns.computeIfPresent(device, (same, last) -> new Turn(nonce, true));
  }
}
