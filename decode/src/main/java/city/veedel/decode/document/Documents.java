package city.veedel.decode.document;

import city.veedel.decode.Fault;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Opens payloads as documents, with the same limits for every format. */
public final class Documents {
  public static final int MAX_DEPTH = 32;
  public static final int MAX_STRING_LENGTH = 4096;
  public static final int MAX_NAME_LENGTH = 256;
  public static final int MAX_NUMBER_LENGTH = 64;

  private static final int FIRST_CBOR_BYTE = 0x80;
  private static final int FIRST_BYTE_OF_A_BYTE_ORDER_MARK = 0xEF;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_STRING_LENGTH)
          .maxNameLength(MAX_NAME_LENGTH)
          .maxNumberLength(MAX_NUMBER_LENGTH)
          .build();

  // Field names come from outside: they are neither interned nor kept in a shared table, which
  // collisions could fill.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(LIMITS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // Read as a token, so that it is refused where it stands and reading goes on.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .streamReadConstraints(LIMITS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** Hints of the parser to the programmer, which mean nothing to who sent the payload. */
  private static final Pattern PROGRAMMERS_HINT =
      Pattern.compile(
          ": enable `[^`]*` to allow|Source: [^;\\]]*; | \\((?:`|not recognized)[^)]*\\)");

  private Documents() {}

  /**
   * Opens UTF-8 JSON text (RFC 8259, section 8.1; a byte order mark is passed over). Lines and
   * columns count from 1, columns in UTF-16 units.
   *
   * @throws MalformedException when the bytes are not UTF-8
   */
  public static JsonParser json(Payload payload) throws IOException {
    String text = new String(payload.bytes(), StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      requireUtf8(payload);
    }
    return JSON.createParser(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** Opens a document of the given syntax. */
  public static JsonParser open(Payload payload, Syntax syntax) throws IOException {
    return syntax == Syntax.CBOR ? cbor(payload) : json(payload);
  }

  /**
   * How a document is written whose sender did not say: no JSON text begins with a byte of 0x80 or
   * more, a byte order mark aside, and every array and map of CBOR does.
   */
  public static Syntax syntaxOf(Payload payload) {
    int first = payload.length() == 0 ? 0 : payload.bytes()[0] & 0xFF;
    return first >= FIRST_CBOR_BYTE && first != FIRST_BYTE_OF_A_BYTE_ORDER_MARK
        ? Syntax.CBOR
        : Syntax.JSON;
  }

  public static JsonParser cbor(Payload payload) throws IOException {
    return CBOR.createParser(payload.bytes());
  }

  /** What to tell the sender about a document that cannot be read on. */
  public static Fault malformed(JsonParser parser, JacksonException e, Syntax syntax) {
    JsonLocation location = syntax.hasLines ? e.getLocation() : null;
    return new Fault(
        RefusalReason.PAYLOAD_MALFORMED,
        explain(e, syntax.title),
        Pointer.fit(parser.getParsingContext().pathAsPointer().toString()),
        location == null ? 0 : location.getLineNr(),
        location == null ? 0 : location.getColumnNr());
  }

  /** What to tell the sender about bytes that are no text. */
  public static Fault malformed(MalformedException e) {
    return new Fault(RefusalReason.PAYLOAD_MALFORMED, e.detail, "", 0, 0);
  }

  private static String explain(JacksonException e, String title) {
    return switch (e) {
      case JsonEOFException _ -> "the " + title + " ends too early; something is not closed";
      case StreamConstraintsException _ ->
          "the "
              + title
              + " goes beyond a limit: depth "
              + MAX_DEPTH
              + ", strings of "
              + MAX_STRING_LENGTH
              + " characters, names of "
              + MAX_NAME_LENGTH
              + ", numbers of "
              + MAX_NUMBER_LENGTH;
      default -> {
        String message = PROGRAMMERS_HINT.matcher(e.getOriginalMessage()).replaceAll("");
        yield "not valid " + title + ": " + Text.printable(message);
      }
    };
  }

  private static void requireUtf8(Payload payload) throws MalformedException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(payload.bytes());
    CoderResult result = decoder.decode(bytes, CharBuffer.allocate(payload.length()), true);
    if (result.isError()) {
      throw new MalformedException(
          "the text is not UTF-8 at byte "
              + bytes.position()
              + " (0x"
              + Integer.toHexString(payload.bytes()[bytes.position()] & 0xFF)
              + ")");
    }
  }

  /** In which a document is written. */
  public enum Syntax {
    JSON("JSON", true),
    CBOR("CBOR", false);

    private final String title;
    private final boolean hasLines;

    Syntax(String title, boolean hasLines) {
      this.title = title;
      this.hasLines = hasLines;
    }

    public String title() {
      return title;
    }

    /** Whether a place in it has a line and a column. */
    public boolean hasLines() {
      return hasLines;
    }
  }

  /** The bytes are no text at all. */
  public static final class MalformedException extends CharacterCodingException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    MalformedException(String detail) {
      this.detail = detail;
    }
  }
}
