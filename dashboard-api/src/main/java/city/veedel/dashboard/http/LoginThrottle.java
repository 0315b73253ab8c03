package city.veedel.dashboard.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes guessing passwords slow without ever locking anybody out: every failure doubles the wait
 * for the same name from the same address, and more gently for the whole address. A wait never
 * grows beyond half a minute, and nobody can make somebody else wait from another address. An
 * attempt counts as failed while it is under way, so that guesses made side by side are no more
 * than those made one after the other.
 */
final class LoginThrottle {
  private static final int REMEMBERED = 10_000;
  private static final int FREE_FOR_NAME = 2;
  private static final int FREE_FOR_ADDRESS = 10;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(15);
  // What one subscriber of IPv6 is given, RFC 6177: the addresses in it are one person's.
  private static final int IPV6_SUBNET_BYTES = 8;

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

  /**
   * Begins an attempt, which counts as failed until {@link #succeeded} or {@link #withdrawn}.
   *
   * @return zero if it may be made now; else how long it must wait, and nothing was begun
   */
  synchronized Duration begin(String name, String address) {
    Instant now = clock.instant();
    Duration forName = waitOf(nameKey(name, address), now, FREE_FOR_NAME);
    Duration forAddress = waitOf(addressKey(address), now, FREE_FOR_ADDRESS);
    Duration wait = forName.compareTo(forAddress) > 0 ? forName : forAddress;
    if (wait.isZero()) {
      count(nameKey(name, address), now);
      count(addressKey(address), now);
    }
    return wait;
  }

  synchronized void succeeded(String name, String address) {
    failures.remove(nameKey(name, address));
    takeBack(addressKey(address));
  }

  /** Whether the password is right was not found out. */
  synchronized void withdrawn(String name, String address) {
    takeBack(nameKey(name, address));
    takeBack(addressKey(address));
  }

  private Duration waitOf(String key, Instant now, int free) {
    Failures known = failures.get(key);
    return known == null ? Duration.ZERO : known.waitFrom(now, free);
  }

  private void count(String key, Instant now) {
    Failures known = failures.get(key);
    int before =
        known == null || now.isAfter(known.last().plus(FORGIVEN_AFTER)) ? 0 : known.count();
    failures.put(key, new Failures(before + 1, now));
  }

  private void takeBack(String key) {
    failures.computeIfPresent(
        key,
        (same, known) -> known.count() == 1 ? null : new Failures(known.count() - 1, known.last()));
  }

  private static String nameKey(String name, String address) {
    return addressKey(address) + "\n" + name;
  }

  private static String addressKey(String address) {
    try {
      if (InetAddress.ofLiteral(address) instanceof Inet6Address six) {
        return HexFormat.of().formatHex(six.getAddress(), 0, IPV6_SUBNET_BYTES);
      }
    } catch (IllegalArgumentException e) {
      // A proxy may name its clients as it likes (RFC 7239, section 6.3).
    }
    return address;
  }
}
