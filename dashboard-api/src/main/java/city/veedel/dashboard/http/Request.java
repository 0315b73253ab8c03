package city.veedel.dashboard.http;

import city.veedel.dashboard.query.Viewer;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Role;
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

  /** As whom the asker looks at the city. */
  Viewer viewer() {
    return account.map(Request::viewer).orElseGet(Viewer.Everybody::new);
  }

  private static Viewer viewer(Account account) {
    return account.role() == Role.VENDOR
        ? new Viewer.Vendor(account.organisationId())
        : new Viewer.Insider();
  }

  /** The account; only where {@link Access} demands one. */
  Account requireAccount() {
    return account.orElseThrow(() -> new IllegalStateException("the route demands a login"));
  }

  /** The account as the audit trail names it; only where {@link Access} demands one. */
  Actor actor() {
    return requireAccount().actingFrom(address);
  }

  Parameters parameters() {
    return new Parameters(query);
  }

  /** Without token and body: a login's body is a password. */
  @Override
  public String toString() {
    return "Request[" + path + " of " + account.map(Account::name).orElse("anybody") + "]";
  }

  String pathParameter(String name) {
    return path.getOrDefault(name, "");
  }
}
