package city.veedel.dashboard.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes guessing passwords slow without ever locking anybody out: every failure doubles the wait
 * for the same name from the same address, and more gently for the whole address. A wait never
 * grows beyond half a minute, and nobody can make somebody else wait from another address.
 */
final class LoginThrottle {
  private static final int REMEMBERED = 10_000;
  private static final int FREE_FOR_NAME = 2;
  private static final int FREE_FOR_ADDRESS = 10;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(15);

  private final InstantSource clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Failures(int count, Instant last) {
    Duration waitFrom(Instant now, int free) {
      if (count <= free || now.isAfter(last.plus(FORGIVEN_AFTER))) {
        return Duration.ZERO;
      }
      int doublings = Math.min(count - free - 1, 5);
      Duration pause = Duration.ofSeconds(1L << doublings);
      Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
      Duration left = Duration.between(now, last.plus(bounded));
      return left.isNegative() ? Duration.ZERO : left;
    }
  }

  LoginThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /** How long this attempt must wait; zero if it may be made now. */
  synchronized Duration waitFor(String name, String address) {
    Instant now = clock.instant();
    Duration forName = waitOf(nameKey(name, address), now, FREE_FOR_NAME);
    Duration forAddress = waitOf(addressKey(address), now, FREE_FOR_ADDRESS);
    return forName.compareTo(forAddress) > 0 ? forName : forAddress;
  }

  synchronized void failed(String name, String address) {
    count(nameKey(name, address));
    count(addressKey(address));
  }

  synchronized void succeeded(String name, String address) {
    failures.remove(nameKey(name, address));
  }

  private Duration waitOf(String key, Instant now, int free) {
    Failures known = failures.get(key);
    return known == null ? Duration.ZERO : known.waitFrom(now, free);
  }

  private void count(String key) {
    Instant now = clock.instant();
    Failures known = failures.get(key);
    int before =
        known == null || now.isAfter(known.last().plus(FORGIVEN_AFTER)) ? 0 : known.count();
    failures.put(key, new Failures(before + 1, now));
  }

  private static String nameKey(String name, String address) {
    return address + "\n" + name;
  }

  private static String addressKey(String address) {
    return address;
  }
}
