package city.veedel.decode.binary;

import city.veedel.decode.document.Text;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads the YAML or JSON text of a table and keeps the place of everything in it. */
final class TableText {
  private static final int MAX_DEPTH = 48;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(64)
          .maxNameLength(256)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(LIMITS).build();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().streamReadConstraints(LIMITS).build();

  private final JsonParser parser;
  private final TableFaults faults;

  private TableText(JsonParser parser, TableFaults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  /** The table, or null where a fault says why there is none. */
  static @Nullable Node read(String text, TableFaults faults) {
    boolean json = isJson(text);
    JsonFactory factory = json ? JSON : YAML;
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        faults.add(Node.Place.START, "the table is empty; it needs at least \"fields\"");
        return null;
      }
      Node root = new TableText(parser, faults).node(place(parser.currentTokenLocation()));
      if (parser.nextToken() != null) {
        faults.add(place(parser.currentTokenLocation()), "the text goes on after the table");
      }
      return root;
    } catch (JacksonException e) {
      faults.add(
          RefusalReason.PAYLOAD_MALFORMED,
          place(e),
          "not valid " + (json ? "JSON: " : "YAML: ") + Text.printable(problem(e)));
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  /** JSON is YAML, but not where it is indented by tabs; YAML may begin with a brace as well. */
  private static boolean isJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") && start.substring(1).stripLeading().startsWith("\"");
  }

  private Node node(Node.Place place) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      faults.add(place, "aliases (*name) are not read; write the value out");
      return new Node.Scalar(place, NullNode.instance);
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(place);
      case START_ARRAY -> sequence(place);
      default -> new Node.Scalar(place, scalar());
    };
  }

  private Node.Mapping mapping(Node.Place place) throws IOException {
    Map<String, Node> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Node.Place key = place.member(name, line(), column());
      parser.nextToken();
      if (members.put(name, node(place.member(name, line(), column()))) != null) {
        faults.add(key, Text.quoted(name) + " is given twice");
      }
    }
    return new Node.Mapping(place, members);
  }

  private Node.Sequence sequence(Node.Place place) throws IOException {
    List<Node> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(node(place.element(elements.size(), line(), column())));
    }
    return new Node.Sequence(place, elements);
  }

  private JsonNode scalar() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE, VALUE_FALSE -> truth(parser.getText());
      case VALUE_NUMBER_INT -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      case VALUE_NULL -> NullNode.instance;
      default -> text(parser.getText());
    };
  }

  /** YAML 1.1 takes no, off and FALSE for false; as the names of values they are texts. */
  private static JsonNode truth(String text) {
    return switch (text) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      default -> TextNode.valueOf(text);
    };
  }

  /** What is left out after a colon comes as an empty text, and no text of a table may be empty. */
  private static JsonNode text(String text) {
    return text.isEmpty() ? NullNode.instance : TextNode.valueOf(text);
  }

  /** Of the token the parser is at; both from 1. */
  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private int column() {
    return Math.max(1, parser.currentTokenLocation().getColumnNr());
  }

  private static Node.Place place(@Nullable JsonLocation location) {
    return location == null
        ? Node.Place.START
        : Node.Place.root(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private static Node.Place place(JacksonException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      // The exception itself knows only the last token that was good.
      Mark mark = marked.getProblemMark();
      return Node.Place.root(mark.getLine() + 1, mark.getColumn() + 1);
    }
    return place(e.getLocation());
  }

  private static String problem(JacksonException e) {
    return e.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null
        ? marked.getProblem()
        : firstLine(e.getOriginalMessage());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
