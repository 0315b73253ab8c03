package city.veedel.standalone.command;

import city.veedel.schema.audit.Act;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.AccountSummary;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.IssuedToken;
import city.veedel.schema.registry.RegistryException;
import city.veedel.schema.registry.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel account …}: who logs in, also while the product runs. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = "Adds and removes accounts, sets passwords and issues API tokens.")
final class AccountCommand {
  /** Names and e-mail addresses. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.@_+-]{0,127}");

  private static final Duration LONGEST_TOKEN = Duration.ofDays(366);

  private final Context context;

  AccountCommand(Context context) {
    this.context = context;
  }

  @Audited(Act.ACCOUNT_CREATED)
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds an account and prints its password, once.")
  int add(
      @Parameters(paramLabel = "NAME", description = "A name or an e-mail address") String name,
      @Option(
              names = "--role",
              required = true,
              description = "viewer, operator, planner, vendor, steward or admin")
          String role,
      @Option(
              names = "--organisation",
              description = "Of a vendor: the slug; ./veedel organisation list shows all")
          @Nullable String organisation,
      @Option(names = "--json", description = "One line of JSON") boolean json) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of an account must match " + NAME + ", was \"" + name + "\"");
    }
    Role as = role(role);
    if ((as == Role.VENDOR) != (organisation != null)) {
      throw new IllegalArgumentException(
          "--organisation belongs to --role vendor and to no other: a vendor sees what is its"
              + " organisation's, the other roles the whole city");
    }
    tellPassword(
        name,
        withAccounts(accounts -> {
          String password = accounts.generatePassword();
          if (organisation == null) {
            accounts.create(name, password, as);
          } else {
            accounts.createVendor(name, password, organisation);
          }
          return password;
        }),
        json);
    return ExitCode.OK;
  }

  @Audited(exempt = "shows no secret")
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all accounts.")
  int list(@Option(names = "--json") boolean json) {
    List<AccountSummary> all = withAccounts(Accounts::list);
    if (json) {
      context.console().json(Map.of("items", all.stream().map(AccountCommand::fields).toList()));
    } else {
      context
          .console()
          .table(
              List.of("NAME", "ROLE", "ORGANISATION", "LAST LOGIN OR TOKEN"),
              all.stream()
                  .map(account ->
                      List.of(
                          account.name(),
                          account.role().code(),
                          account.organisation(),
                          account.lastToken().map(Instant::toString).orElse("none that is valid")))
                  .toList());
    }
    return ExitCode.OK;
  }

  @Audited(Act.PASSWORD_CHANGED)
  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = "Gives a new password and prints it, once; all its sessions and tokens end.")
  int password(
      @Parameters(paramLabel = "NAME") String name, @Option(names = "--json") boolean json) {
    tellPassword(
        name,
        withAccounts(accounts -> {
          String password = accounts.generatePassword();
          accounts.changePassword(find(accounts, name), password);
          return password;
        }),
        json);
    return ExitCode.OK;
  }

  @Audited(Act.TOKEN_ISSUED)
  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = "Issues an API token for a program and prints it, once.")
  int token(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--title", required = true, description = "What it is for") String title,
      @Option(
              names = "--valid",
              defaultValue = "P90D",
              description = "How long, ISO 8601, at most P366D (default: P90D)")
          Duration valid,
      @Option(names = "--json") boolean json) {
    if (valid.isNegative() || valid.isZero() || valid.compareTo(LONGEST_TOKEN) > 0) {
      throw new IllegalArgumentException(
          "--valid must be positive and at most P366D, was " + valid);
    }
    IssuedToken issued =
        withAccounts(accounts -> accounts.issueApiToken(find(accounts, name), title, valid));
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("token", issued.token());
      fields.put("expires_at", issued.expiresAt().toString());
      context.console().json(fields);
    } else {
      context.console().line(issued.token());
      context
          .console()
          .note(
              "This token of "
                  + name
                  + " is shown once and valid until "
                  + issued.expiresAt()
                  + ". Send it as \"Authorization: Bearer …\".");
    }
    return ExitCode.OK;
  }

  @Audited(Act.ACCOUNT_REMOVED)
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes an account; its devices stay with its organisation.")
  int remove(@Parameters(paramLabel = "NAME") String name) {
    if (name.equals(Accounts.ADMIN_NAME)) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" stays: without it nobody could get in; ./veedel account password "
              + name
              + " gives it a new password");
    }
    return withAccounts(accounts -> {
      accounts.remove(name);
      return ExitCode.OK;
    });
  }

  private <T> T withAccounts(Function<Accounts, T> work) {
    return context.withDatabase(database -> work.apply(new Accounts(database.dataSource())));
  }

  private static Account find(Accounts accounts, String name) {
    return accounts
        .findByName(name)
        .orElseThrow(() -> new RegistryException.Unknown("account", name));
  }

  private static Role role(String code) {
    return Role.findByCode(code)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no role \""
                    + code
                    + "\"; roles are "
                    + Arrays.stream(Role.values())
                        .map(Role::code)
                        .collect(Collectors.joining(", "))));
  }

  private void tellPassword(String name, String password, boolean json) {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("password", password);
      context.console().json(fields);
    } else {
      context.console().line(password);
      context.console().note("This password of " + name + " is shown once.");
    }
  }

  private static Map<String, Object> fields(AccountSummary account) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", account.name());
    fields.put("role", account.role().code());
    fields.put("organisation", account.organisation());
    fields.put("created_at", account.createdAt().toString());
    account.lastToken().ifPresent(time -> fields.put("last_token_at", time.toString()));
    return fields;
  }
}
