package city.veedel.decode.jsonata;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.decode.document.Documents;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Text;
import city.veedel.decode.document.Tree;
import city.veedel.decode.json.JsonDecoder;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Reads JSON and CBOR by a JSONata expression that makes the platform's own message of it: an
 * object with {@code values} and, where known, {@code time}, {@code thing}, {@code location},
 * {@code sequence}, or an array of such. An empty array means that there is nothing to store.
 * Pointers of faults and readings lead into what the expression made.
 *
 * <p>Compiled once, used by any number of threads: an evaluation changes nothing but a frame of its
 * own. {@code $now()} and {@code $millis()} give the time of receipt.
 */
public final class JsonataDecoder implements Decoder {
  /** In UTF-16 units. */
  public static final int MAX_SOURCE_LENGTH = 65_536;

  private final String source;
  private final Jsonata expression;

  private JsonataDecoder(String source, Jsonata expression) {
    this.source = source;
    this.expression = expression;
  }

  /** What became of an expression. */
  public sealed interface Compiled {}

  public record Ready(JsonataDecoder decoder) implements Compiled {}

  /**
   * @param fault with line and column in the expression
   */
  public record Broken(Fault fault) implements Compiled {}

  public static Compiled compile(String source) {
    if (source.length() > MAX_SOURCE_LENGTH) {
      return broken(
          source,
          MAX_SOURCE_LENGTH,
          "the expression has more than " + MAX_SOURCE_LENGTH + " characters");
    }
    int hidden = ForbiddenWords.find(source);
    if (hidden >= 0) {
      return broken(source, hidden, ForbiddenWords.WHY);
    }
    try {
      RegexLiterals.Rewritten rewritten = RegexLiterals.takeOut(source);
      Jsonata expression = Jsonata.jsonata(rewritten.source());
      // What goes in is made here, and nulls are told apart when it comes out.
      expression.setValidateInput(false);
      expression.setOutputConvertNulls(false);
      BoundedFunctions.register(expression, rewritten.regexes());
      return new Ready(new JsonataDecoder(source, expression));
    } catch (RegexLiterals.WrongRegexException e) {
      return broken(source, e.offset(), String.valueOf(e.getMessage()));
    } catch (JException e) {
      return broken(source, offsetOf(e, source), words(e));
    } catch (StackOverflowError e) {
      return broken(source, 0, "the expression is nested too deeply");
    } catch (RuntimeException e) {
      // The library reads past the end of an unfinished expression.
      return broken(source, source.length(), "the expression ends too early or is not JSONata");
    }
  }

  @Override
  public Decoded decode(Payload payload, ContentFormat format, Instant receivedAt) {
    Syntax syntax =
        switch (format) {
          case JSON, SENML_JSON -> Syntax.JSON;
          case CBOR, SENML_CBOR -> Syntax.CBOR;
          case OCTETS, UNDECLARED -> Documents.syntaxOf(payload);
        };
    return switch (Tree.read(payload, syntax)) {
      case Tree.Broken(Fault fault) -> new Decoded.Undecodable(List.of(fault));
      case Tree.Whole(JsonNode root) -> decode(root, receivedAt);
    };
  }

  private Decoded decode(JsonNode root, Instant receivedAt) {
    try {
      Object result = Evaluation.run(expression, JsonValues.of(root), receivedAt);
      if (result == null) {
        return undecodable(
            "the expression gives nothing for this message; does it name a field that is not"
                + " there? Give [] for messages that hold no measurement");
      }
      if (result instanceof List<?> list && list.isEmpty()) {
        return new Decoded.Nothing("the expression gives [] for this message");
      }
      return JsonDecoder.decode(JsonValues.toNode(result));
    } catch (StoppedException e) {
      return undecodable("the expression was stopped: " + e.getMessage());
    } catch (JException e) {
      Position at = Position.of(source, offsetOf(e, source));
      return undecodable(
          e.getLocation() < 0
              ? "the expression fails: " + words(e)
              : "the expression fails at line "
                  + at.line()
                  + ", column "
                  + at.column()
                  + ": "
                  + words(e));
    } catch (StackOverflowError e) {
      return undecodable("the expression was stopped: it is in itself too deep");
    } catch (RuntimeException e) {
      return undecodable("the expression fails: " + words(e));
    }
  }

  private static Decoded undecodable(String detail) {
    return new Decoded.Undecodable(
        List.of(new Fault(RefusalReason.VALUE_INVALID, detail, "", 0, 0)));
  }

  private static Broken broken(String source, int offset, String detail) {
    Position at = Position.of(source, offset);
    return new Broken(new Fault(RefusalReason.VALUE_INVALID, detail, "", at.line(), at.column()));
  }

  /** The library counts to the end of the token; people look for its beginning. */
  private static int offsetOf(JException e, String source) {
    int end = Math.clamp(e.getLocation(), 0, source.length());
    String token = e.getCurrent() == null ? "" : String.valueOf(e.getCurrent());
    int start = end - token.length();
    return start >= 0 && source.startsWith(token, start) ? start : end;
  }

  private static String words(RuntimeException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Text.printable(
        message.startsWith("JSONataException ")
            ? message.substring("JSONataException ".length())
            : message);
  }
}
