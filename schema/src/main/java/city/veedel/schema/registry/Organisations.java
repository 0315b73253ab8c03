package city.veedel.schema.registry;

import city.veedel.schema.Transactions;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** The city, which is there from the beginning, and the vendors that bring devices. */
public final class Organisations {
  /** As ids of devices are, so that it fits everywhere without quoting. */
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private static final int MAX_NAME_LENGTH = 200;

  private final DataSource source;
  private final InstantSource clock = InstantSource.system();

  public Organisations(DataSource source) {
    this.source = source;
  }

  /**
   * Leaves an entry in the audit trail, made by whoever runs this process.
   *
   * @throws RegistryException.AlreadyExists when the slug is taken
   * @throws IllegalArgumentException when the slug or the name cannot be one
   */
  public void add(String slug, String name) {
    if (!SLUG.matcher(slug).matches()) {
      throw new IllegalArgumentException(
          "the slug of an organisation must match " + SLUG + ", was \"" + slug + "\"");
    }
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH || !Accounts.isPossibleName(name)) {
      throw new IllegalArgumentException(
          "the name of an organisation must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    Transactions.inTransaction(
        source,
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  """
                  INSERT INTO organisation (slug, name) VALUES (?, ?)
                  ON CONFLICT (slug) DO NOTHING\
                  """)) {
            insert.setString(1, slug);
            insert.setString(2, name);
            if (insert.executeUpdate() == 0) {
              throw new RegistryException.AlreadyExists("organisation", slug);
            }
          }
          return AuditTrail.append(
              connection,
              AuditEntry.of(
                  clock.instant(),
                  Actor.shell(),
                  Act.ORGANISATION_ADDED,
                  slug,
                  Map.of("name", name)));
        });
  }

  /** All of them, the city first. */
  public List<Organisation> list() {
    return Transactions.call(
        source,
        connection -> {
          try (Statement query = connection.createStatement();
              ResultSet row =
                  query.executeQuery(
                      """
                      SELECT o.organisation_id, o.slug, o.name,
                        (SELECT count(*) FROM account a WHERE a.organisation_id = o.organisation_id)
                          AS accounts,
                        (SELECT count(*) FROM device d WHERE d.organisation_id = o.organisation_id)
                          AS devices
                      FROM organisation o ORDER BY o.organisation_id\
                      """)) {
            List<Organisation> all = new ArrayList<>();
            while (row.next()) {
              all.add(
                  new Organisation(
                      row.getInt("organisation_id"),
                      row.getString("slug"),
                      row.getString("name"),
                      row.getLong("accounts"),
                      row.getLong("devices")));
            }
            return all;
          }
        });
  }

  /** The city's own organisation is the first one. */
  static int city(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("SELECT min(organisation_id) FROM organisation")) {
      row.next();
      return row.getInt(1);
    }
  }

  /**
   * @throws RegistryException.Unknown when there is none of this slug
   */
  static int find(Connection connection, String slug) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT organisation_id FROM organisation WHERE slug = ?")) {
      query.setString(1, slug);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new RegistryException.Unknown("organisation", slug);
        }
        return row.getInt(1);
      }
    }
  }
}
