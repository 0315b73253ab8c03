package city.veedel.schema.registry;

import city.veedel.schema.Transactions;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * People and programs that log in, their sessions and API tokens. Does not throttle: one
 * verification costs about 60 ms and 19 MiB, and whoever calls must bound how many run at once.
 * Every change leaves its entry in the audit trail in the same transaction: accounts and API tokens
 * are made by whoever runs this process, logins by their account.
 */
public final class Accounts {
  public static final String ADMIN_NAME = "admin";

  /** Longer ones are refused, so that a login cannot be made arbitrarily expensive. */
  public static final int MAX_PASSWORD_LENGTH = 256;

  public static final int MIN_PASSWORD_LENGTH = 8;

  private static final int TOKEN_BYTES = 32;
  private static final String UNIQUE_VIOLATION = "23505";

  private static final Actor PROCESS = Actor.shell();

  private final DataSource source;
  private final InstantSource clock = InstantSource.system();
  private final Passwords passwords = new Passwords();
  private final SecureRandom random = new SecureRandom();
  private final String nobodysHash = passwords.hashOfNothing();

  public Accounts(DataSource source) {
    this.source = source;
  }

  /**
   * An account of the city's own organisation.
   *
   * @throws RegistryException.AlreadyExists when the name is taken
   * @throws IllegalArgumentException when the password is shorter or longer than allowed
   */
  public Account create(String name, String password, Role role) {
    return create(name, password, role, Organisations::city);
  }

  /**
   * An account that sees and manages what is its organisation's.
   *
   * @param organisation the slug
   * @throws RegistryException.AlreadyExists when the name is taken
   * @throws RegistryException.Unknown when there is no such organisation
   * @throws IllegalArgumentException when the password is shorter or longer than allowed
   */
  public Account createVendor(String name, String password, String organisation) {
    return create(
        name, password, Role.VENDOR, connection -> Organisations.find(connection, organisation));
  }

  @FunctionalInterface
  private interface OrganisationChoice {
    int of(Connection connection) throws SQLException;
  }

  private Account create(String name, String password, Role role, OrganisationChoice organisation) {
    String hash = passwords.hash(checked(password));
    return Transactions.inTransaction(
        source,
        connection -> {
          Account account = insert(connection, organisation.of(connection), name, hash, role);
          record(connection, PROCESS, Act.ACCOUNT_CREATED, account, Map.of("as", role.code()));
          return account;
        });
  }

  /** All of them, by name. */
  public List<AccountSummary> list() {
    return Transactions.call(
        source,
        connection -> {
          try (Statement query = connection.createStatement();
              ResultSet row =
                  query.executeQuery(
                      """
                      SELECT a.name, a.role, o.slug, a.created_at,
                        (SELECT max(t.created_at) FROM access_token t
                         WHERE t.account_id = a.account_id AND t.expires_at > now()) AS last_token
                      FROM account a JOIN organisation o USING (organisation_id) ORDER BY a.name\
                      """)) {
            List<AccountSummary> all = new ArrayList<>();
            while (row.next()) {
              all.add(
                  new AccountSummary(
                      row.getString("name"),
                      role(row),
                      row.getString("slug"),
                      row.getObject("created_at", OffsetDateTime.class).toInstant(),
                      Optional.ofNullable(row.getObject("last_token", OffsetDateTime.class))
                          .map(OffsetDateTime::toInstant)));
            }
            return all;
          }
        });
  }

  /**
   * Removes an account with its sessions and tokens; what it did stays in the audit trail.
   *
   * @throws RegistryException.Unknown when there is none of this name
   */
  public void remove(String name) {
    Transactions.inTransaction(
        source,
        connection -> {
          Account account =
              find(connection, name)
                  .map(Credentials::account)
                  .orElseThrow(() -> new RegistryException.Unknown("account", name));
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM account WHERE account_id = ?")) {
            delete.setInt(1, account.id());
            delete.executeUpdate();
          }
          return record(connection, PROCESS, Act.ACCOUNT_REMOVED, account, Map.of());
        });
  }

  public Optional<Account> findByName(String name) {
    return Transactions.call(source, connection -> find(connection, name))
        .map(Credentials::account);
  }

  /** The account of this name and password. An unknown name costs the same time as a wrong one. */
  public Optional<Account> verify(String name, String password) {
    if (password.length() > MAX_PASSWORD_LENGTH) {
      return Optional.empty();
    }
    Optional<Credentials> found =
        isPossibleName(name)
            ? Transactions.call(source, connection -> find(connection, name))
            : Optional.empty();
    String hash = found.map(Credentials::hash).orElse(nobodysHash);
    return passwords.matches(password, hash) ? found.map(Credentials::account) : Optional.empty();
  }

  /** Whether the database could hold it at all: UTF-8 without U+0000. */
  public static boolean isPossibleName(String name) {
    return name.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }

  /**
   * Those of {@code names} that are accounts.
   *
   * @param names possible ones
   */
  public Set<String> existing(Collection<String> names) {
    return Transactions.call(
        source,
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT name FROM account WHERE name = ANY (?)")) {
            query.setArray(1, connection.createArrayOf("text", names.toArray()));
            Set<String> found = new HashSet<>();
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                found.add(row.getString(1));
              }
            }
            return found;
          }
        });
  }

  /**
   * What a browser gets after a login.
   *
   * @param address of the network it logs in from
   */
  public IssuedToken openSession(Account account, Duration lifetime, String address) {
    AuditEntry entry = entry(account.actingFrom(address), Act.LOGIN_SUCCEEDED, account, Map.of());
    return issue(account, "session", "", lifetime, entry);
  }

  /**
   * What a program uses.
   *
   * @param title by which people tell their tokens apart
   */
  public IssuedToken issueApiToken(Account account, String title, Duration lifetime) {
    Map<String, String> detail = Map.of("title", title, "lifetime", lifetime.toString());
    return issue(
        account, "api", title, lifetime, entry(PROCESS, Act.TOKEN_ISSUED, account, detail));
  }

  /** Whose session or API token this is, unless it is over. */
  public Optional<Account> findByToken(String token) {
    return Transactions.call(
        source,
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  """
                  SELECT a.account_id, a.name, a.role, a.organisation_id
                  FROM access_token t JOIN account a USING (account_id)
                  WHERE t.token_hash = ? AND t.expires_at > now()\
                  """)) {
            query.setBytes(1, sha256(token));
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? Optional.of(account(row)) : Optional.empty();
            }
          }
        });
  }

  /**
   * Ends a session or revokes an API token. Unknown ones are over already.
   *
   * @param address of the network whoever has the token acts from
   */
  public void endToken(String token, String address) {
    Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  """
                  DELETE FROM access_token t USING account a
                  WHERE t.token_hash = ? AND a.account_id = t.account_id
                  RETURNING a.account_id, a.name, a.role, a.organisation_id, t.kind\
                  """)) {
            delete.setBytes(1, sha256(token));
            try (ResultSet row = delete.executeQuery()) {
              if (row.next()) {
                Account account = account(row);
                Actor actor = account.actingFrom(address);
                record(
                    connection,
                    actor,
                    Act.LOGIN_ENDED,
                    account,
                    Map.of("kind", row.getString("kind")));
              }
            }
            return token;
          }
        });
  }

  /** How many were over and are gone now. */
  public int deleteExpiredTokens() {
    return Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM access_token WHERE expires_at <= now()")) {
            return delete.executeUpdate();
          }
        });
  }

  /**
   * Makes sure that somebody can log in as {@value #ADMIN_NAME}. A given password wins over the
   * stored one and ends its sessions; without one, a missing account gets a generated password.
   *
   * @return the generated password, to be shown once; empty when nothing was generated
   */
  public Optional<String> ensureAdmin(@Nullable String password) {
    Optional<Credentials> admin =
        Transactions.call(source, connection -> find(connection, ADMIN_NAME));
    if (admin.isEmpty()) {
      String chosen = password == null ? generatePassword() : password;
      create(ADMIN_NAME, chosen, Role.ADMIN);
      return password == null ? Optional.of(chosen) : Optional.empty();
    }
    if (password != null && !passwords.matches(password, admin.get().hash())) {
      changePassword(admin.get().account(), password);
    }
    return Optional.empty();
  }

  /** 120 bits of chance in 20 characters; to be shown once. */
  public String generatePassword() {
    return randomText(15);
  }

  /** Ends all sessions and tokens of the account as well. */
  public void changePassword(Account account, String password) {
    String hash = passwords.hash(checked(password));
    Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE account SET password_hash = ? WHERE account_id = ?");
              PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM access_token WHERE account_id = ?")) {
            update.setString(1, hash);
            update.setInt(2, account.id());
            update.executeUpdate();
            delete.setInt(1, account.id());
            delete.executeUpdate();
            return record(connection, PROCESS, Act.PASSWORD_CHANGED, account, Map.of());
          }
        });
  }

  private record Credentials(Account account, String hash) {}

  private static Account insert(
      Connection connection, int organisation, String name, String hash, Role role)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO account (organisation_id, name, password_hash, role)
            VALUES (?, ?, ?, ?)
            RETURNING account_id, name, role, organisation_id\
            """)) {
      insert.setInt(1, organisation);
      insert.setString(2, name);
      insert.setString(3, hash);
      insert.setString(4, role.code());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return account(row);
      }
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw new RegistryException.AlreadyExists("account", name);
      }
      throw e;
    }
  }

  private static Optional<Credentials> find(Connection connection, String name)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT account_id, name, role, organisation_id, password_hash FROM account
            WHERE name = ?\
            """)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Credentials(account(row), row.getString("password_hash")))
            : Optional.empty();
      }
    }
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getInt("account_id"), row.getString("name"), role(row), row.getInt("organisation_id"));
  }

  private static Role role(ResultSet row) throws SQLException {
    String role = row.getString("role");
    return Role.findByCode(role)
        .orElseThrow(() -> new IllegalStateException("unknown role \"" + role + "\""));
  }

  private AuditEntry entry(Actor actor, Act act, Account account, Map<String, String> detail) {
    return AuditEntry.of(clock.instant(), actor, act, account.name(), detail);
  }

  private boolean record(
      Connection connection, Actor actor, Act act, Account account, Map<String, String> detail)
      throws SQLException {
    return AuditTrail.append(connection, entry(actor, act, account, detail));
  }

  private IssuedToken issue(
      Account account, String kind, String title, Duration lifetime, AuditEntry entry) {
    String token = randomText(TOKEN_BYTES);
    return Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  """
                  INSERT INTO access_token (token_hash, account_id, kind, title, expires_at)
                  VALUES (?, ?, ?, ?, now() + make_interval(secs => ?::float8))
                  RETURNING expires_at\
                  """)) {
            insert.setBytes(1, sha256(token));
            insert.setInt(2, account.id());
            insert.setString(3, kind);
            insert.setString(4, title);
            insert.setDouble(5, lifetime.toMillis() / 1000.0);
            try (ResultSet row = insert.executeQuery()) {
              row.next();
              IssuedToken issued =
                  new IssuedToken(
                      token, row.getObject("expires_at", OffsetDateTime.class).toInstant());
              AuditTrail.append(connection, entry);
              return issued;
            }
          }
        });
  }

  private static String checked(String password) {
    if (password.length() < MIN_PASSWORD_LENGTH || password.length() > MAX_PASSWORD_LENGTH) {
      throw new IllegalArgumentException(
          "a password must have "
              + MIN_PASSWORD_LENGTH
              + " to "
              + MAX_PASSWORD_LENGTH
              + " characters, had "
              + password.length());
    }
    return password;
  }

  private String randomText(int bytes) {
    byte[] text = new byte[bytes];
    random.nextBytes(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
