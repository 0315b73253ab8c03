package city.veedel.ingest.store;

import city.veedel.ingest.Batch;
import city.veedel.model.DeadLetter;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.Payload;
import city.veedel.model.Result;
import city.veedel.model.TimeOrigin;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;

/** Quarantine: what came as a dead letter, and what turned out to be one when storing. */
final class DeadLetters {
  private DeadLetters() {}

  /**
   * @param letters in an order that is the same whenever the same batch is stored
   */
  static void insert(Connection connection, Batch batch, List<DeadLetter> letters)
      throws SQLException {
    if (letters.isEmpty()) {
      return;
    }
    // A journal that is read again from its start brings letters that are here already; within one
    // batch equal ones are different messages.
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO dead_letter (device_id, protocol, assured, address, content_format, reason,
              detail, pointer, payload, observations, acknowledged, received_at, journal_id,
              journal_batch, journal_index, part, decoder_version)
            SELECT v.device, ?, ?, ?, ?, v.reason, v.detail, v.pointer, ?, ?, ?, v.received,
              v.journal, v.batch, v.index, ?, nullif(?::int, 0)
            FROM (VALUES (?::text, ?::text, ?::text, ?::text, ?::timestamptz, ?::uuid, ?::bigint,
                ?::int))
              AS v (device, reason, detail, pointer, received, journal, batch, index)
            WHERE NOT EXISTS (
              SELECT FROM dead_letter x
              WHERE x.device_id = v.device AND x.received_at = v.received
                AND x.journal_id = v.journal AND x.reason = v.reason AND x.detail = v.detail
                AND x.pointer = v.pointer
                AND NOT (x.journal_batch = v.batch AND x.journal_index = v.index))
            ON CONFLICT DO NOTHING\
            """)) {
      int part = 0;
      for (DeadLetter letter : letters) {
        bind(insert, batch, letter, part++);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void bind(PreparedStatement insert, Batch batch, DeadLetter letter, int part)
      throws SQLException {
    insert.setString(1, letter.provenance().protocol().code());
    insert.setBoolean(2, letter.provenance().assured());
    insert.setString(3, storable(letter.address()));
    insert.setString(4, storable(letter.contentFormat()));
    insert.setBytes(5, letter.payload().bytes());
    insert.setInt(6, letter.observations());
    insert.setBoolean(7, letter.acknowledged());
    insert.setInt(8, part);
    insert.setInt(9, letter.provenance().decoderVersion());
    insert.setString(10, letter.provenance().device().value());
    insert.setString(11, letter.reason().code());
    insert.setString(12, storable(letter.detail()));
    insert.setString(13, storable(letter.pointer()));
    insert.setObject(14, letter.provenance().receivedAt().atOffset(ZoneOffset.UTC));
    insert.setObject(15, batch.journal());
    insert.setLong(16, batch.from().batch());
    insert.setInt(17, batch.from().index());
  }

  /** PostgreSQL has no U+0000 in a text. */
  private static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  /**
   * The dead letter of an accepted observation that could not be stored. Its message is gone, so
   * its payload is the observation in the platform's own JSON.
   */
  static DeadLetter of(Arrivals.Unfit unfit) {
    return new DeadLetter(
        unfit.arrived().provenance(),
        "v1/" + unfit.arrived().provenance().device() + "/up",
        DeadLetter.OBSERVATION_FORMAT,
        unfit.reason(),
        unfit.detail(),
        "/values/" + unfit.arrived().observation().property(),
        Payload.wrap(json(unfit.arrived().observation()).getBytes(StandardCharsets.UTF_8)),
        1,
        true);
  }

  private static String json(Observation observation) {
    StringBuilder json = new StringBuilder(128);
    json.append("{\"thing\":\"").append(observation.thing()).append('"');
    if (observation.timeOrigin() == TimeOrigin.DEVICE) {
      json.append(",\"time\":\"").append(observation.phenomenonTime()).append('"');
    }
    if (observation.hasSequence()) {
      json.append(",\"sequence\":").append(observation.sequence());
    }
    Location location = observation.location();
    if (location != null) {
      json.append(",\"location\":[")
          .append(location.longitude())
          .append(',')
          .append(location.latitude())
          .append(']');
    }
    json.append(",\"values\":{\"").append(observation.property()).append("\":");
    switch (observation.result()) {
      case Result.Quantity quantity -> json.append(quantity.value());
      case Result.Flag flag -> json.append(flag.value());
      case Result.State state -> quote(json, state.value());
      case Result.Missing missing -> json.append("null");
    }
    return json.append("}}").toString();
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
