package city.veedel.dashboard.http;

import city.veedel.dashboard.query.Visibility;
import city.veedel.schema.registry.Account;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked, taken out of the connection, so that it can be answered on any thread.
 *
 * @param account who asks, if a valid login came along
 * @param token the bearer token or session cookie, or empty
 * @param path parameters of the path
 * @param query parameters, each with all its values
 * @param address of the network, for limits
 * @param secure whether the person's browser speaks HTTPS
 * @param gzip whether the answer may be compressed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Request(
    Optional<Account> account,
    String token,
    Map<String, String> path,
    Map<String, List<String>> query,
    String contentType,
    byte[] body,
    String address,
    boolean secure,
    boolean gzip) {

  /** What the asker may see. */
  Visibility visibility() {
    return account.isPresent() ? Visibility.INTERNAL : Visibility.PUBLIC;
  }

  /** The account; only where {@link Access} demands one. */
  Account requireAccount() {
    return account.orElseThrow(() -> new IllegalStateException("the route demands a login"));
  }

  Parameters parameters() {
    return new Parameters(query);
  }

  String pathParameter(String name) {
    return path.getOrDefault(name, "");
  }
}
