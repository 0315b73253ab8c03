package city.veedel.decode.binary;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Tables and uplinks, as tests write them. */
final class Tables {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00.000001Z");

  private Tables() {}

  static FieldTable compile(String source) {
    return switch (FieldTable.compile(source)) {
      case FieldTable.Compilation.Compiled(FieldTable table) -> table;
      case FieldTable.Compilation.Faulty(List<Fault> faults) ->
          throw new AssertionError("no table: " + faults);
    };
  }

  /** The fields alone, one a line, in big endian. */
  static FieldTable fields(String... fields) {
    return compile("fields:\n  - " + String.join("\n  - ", fields));
  }

  static List<Fault> mistakes(String source) {
    return switch (FieldTable.compile(source)) {
      case FieldTable.Compilation.Compiled _ -> List.of();
      case FieldTable.Compilation.Faulty(List<Fault> faults) -> faults;
    };
  }

  static Uplink uplink(int port, byte[] bytes) {
    return new Uplink(Payload.copyOf(bytes), ContentFormat.OCTETS, port, RECEIVED_AT);
  }

  static Uplink uplink(int port, String hex) {
    return uplink(port, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  static JsonNode document(FieldTable table, String hex) {
    return document(table.decode(uplink(1, hex)));
  }

  static JsonNode document(CodecResult result) {
    if (result instanceof CodecResult.Document(JsonNode data, _)) {
      return data;
    }
    throw new AssertionError("not decoded: " + result);
  }

  /** The only fault of a payload that cannot be decoded. */
  static Fault fault(FieldTable table, String hex) {
    return fault(table.decode(uplink(1, hex)));
  }

  static Fault fault(CodecResult result) {
    assertThat(result).isInstanceOf(CodecResult.Undecodable.class);
    List<Fault> faults = ((CodecResult.Undecodable) result).faults();
    assertThat(faults).hasSize(1);
    return faults.getFirst();
  }

  /** JSON with single quotes for double ones. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
