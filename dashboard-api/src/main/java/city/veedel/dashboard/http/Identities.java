package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Accounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose token this is. Remembers the answer for some seconds, so that a page full of requests costs
 * one question to the database; forgets at once what is logged out here.
 */
final class Identities {
  private static final int REMEMBERED = 10_000;
  // Base64url of 256 bits has 43 characters; nothing much longer was ever issued.
  private static final int LONGEST_TOKEN = 128;

  private final Accounts accounts;
  private final DatabaseAccess database;
  private final Duration remember;
  private final InstantSource clock;
  private final Map<String, Known> known =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Known(Account account, Instant until) {}

  Identities(Accounts accounts, DatabaseAccess database, Duration remember, InstantSource clock) {
    this.accounts = accounts;
    this.database = database;
    this.remember = remember;
    this.clock = clock;
  }

  /** Blocks. */
  Optional<Account> find(String token) {
    if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    synchronized (known) {
      Known remembered = known.get(token);
      if (remembered != null && now.isBefore(remembered.until())) {
        return Optional.of(remembered.account());
      }
    }
    Optional<Account> account = database.around(() -> accounts.findByToken(token));
    synchronized (known) {
      if (account.isPresent()) {
        known.put(token, new Known(account.get(), now.plus(remember)));
      } else {
        known.remove(token);
      }
    }
    return account;
  }

  /**
   * Blocks.
   *
   * @param address of the network it is ended from
   */
  void end(String token, String address) {
    synchronized (known) {
      known.remove(token);
    }
    database.around(() -> {
      accounts.endToken(token, address);
      return token;
    });
  }
}
