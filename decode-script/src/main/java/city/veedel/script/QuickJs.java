package city.veedel.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roastedroot.quickjs4j.core.Builtins;
import io.roastedroot.quickjs4j.core.Engine;
import io.roastedroot.quickjs4j.core.HostFunction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmInterruptedException;

/**
 * One QuickJS in its own bounded memory. Between runs it has no state: each begins by taking on the
 * memory image of a script as it was right after compiling, so nothing one message did is seen by
 * the next, and one engine serves every script.
 *
 * <p>Of one thread at a time. After a {@link Stopped} it is to be thrown away: the frames that were
 * on its stack were not unwound.
 */
final class QuickJs implements AutoCloseable {
  private static final String HOST = "veedel";
  private static final String NO_SOURCE = "";
  private static final long[] NO_UPLINK = {};
  private static final byte[] COMPILE = "__veedel.compile()".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DECODE = "__veedel.decode()".getBytes(StandardCharsets.UTF_8);

  private final List<EngineMemory> memories = new ArrayList<>(1);
  private final Engine engine;
  private final Base base;

  /** What the engine may ask for, once in a run: never what was there for an earlier run. */
  private String source = NO_SOURCE;

  private long[] uplink = NO_UPLINK;
  private @Nullable JsonNode answer;

  /** Builds the memory every other engine begins with. */
  QuickJs(int engineBytes, int outputChars) {
    this.engine = start(engineBytes, outputChars);
    engine.exec(engine.compileRaw(resource("sandbox.js")));
    int compile = engine.compileRaw(COMPILE);
    int decode = engine.compileRaw(DECODE);
    this.base = new Base(memory().capture(null), compile, decode);
  }

  /** Begins with the memory of an engine that was built before. */
  QuickJs(int engineBytes, int outputChars, Base base) {
    this.engine = start(engineBytes, outputChars);
    this.base = base;
  }

  /** What engines have before any script: its memory, and where in it the two entries are. */
  record Base(MemoryImage image, int compileEntry, int decodeEntry) {}

  /** What the engine said to a script, and its memory right after. */
  record Compilation(JsonNode answer, MemoryImage image) {}

  Base base() {
    return base;
  }

  /** Runs the top level of a script and finds its decoder. */
  Compilation compile(String script) throws Stopped {
    source = script;
    try {
      JsonNode compiled = run(base.image(), base.compileEntry());
      return new Compilation(compiled, memory().capture(base.image()));
    } finally {
      source = NO_SOURCE;
    }
  }

  /**
   * @param call port or -1, time of receipt in milliseconds since 1970, then each byte
   */
  JsonNode decode(MemoryImage script, long[] call) throws Stopped {
    uplink = call;
    try {
      return run(script, base.decodeEntry());
    } finally {
      uplink = NO_UPLINK;
    }
  }

  @Override
  public void close() {
    engine.close();
  }

  private EngineMemory memory() {
    return memories.getFirst();
  }

  private JsonNode run(MemoryImage image, int entry) throws Stopped {
    memory().restore(image);
    answer = null;
    try {
      engine.exec(entry);
    } catch (WasmInterruptedException e) {
      throw new Stopped(Stopped.Cause.INTERRUPTED, e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new Stopped(stoppedBy(), e);
    }
    JsonNode answered = answer;
    answer = null;
    if (answered == null || memory().isExhausted() && !isResult(answered)) {
      throw new Stopped(stoppedBy(), null);
    }
    return answered;
  }

  /** An error after memory ran out is but another word for it. */
  private static boolean isResult(JsonNode answer) {
    return !answer.path("kind").asText().equals("thrown")
        && !answer.path("kind").asText().equals("source");
  }

  private Stopped.Cause stoppedBy() {
    return memory().isExhausted() ? Stopped.Cause.MEMORY : Stopped.Cause.CRASHED;
  }

  private Engine start(int engineBytes, int outputChars) {
    Builtins host =
        Builtins.builder(HOST)
            .add(new HostFunction("maxLength", List.of(), Integer.class, _ -> outputChars))
            .add(new HostFunction("source", List.of(), String.class, _ -> takeSource()))
            .add(new HostFunction("uplink", List.of(), long[].class, _ -> takeUplink()))
            .add(
                new HostFunction(
                    "answer",
                    List.of(JsonNode.class),
                    Void.class,
                    arguments -> {
                      JsonNode given = (JsonNode) arguments.getFirst();
                      answer = given;
                      return given;
                    }))
            .build();
    return Engine.builder()
        .addBuiltins(host)
        .withObjectMapper(mapper(outputChars))
        .withMemoryFactory(limits -> {
          memories.add(new EngineMemory(limits, engineBytes));
          return memories.getFirst();
        })
        .withStdout(new Nowhere())
        .withStderr(new Nowhere())
        .build();
  }

  private String takeSource() {
    String given = source;
    source = NO_SOURCE;
    return given;
  }

  private long[] takeUplink() {
    long[] given = uplink;
    uplink = NO_UPLINK;
    return given;
  }

  private static ObjectMapper mapper(int outputChars) {
    return new ObjectMapper(
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(2L * outputChars + 65_536)
                    .maxNestingDepth(outputChars)
                    .build())
            .build());
  }

  private static byte[] resource(String name) {
    try (InputStream in = QuickJs.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What scripts write to the console, and QuickJS before it gives up. */
  private static final class Nowhere extends ByteArrayOutputStream {
    @Override
    public synchronized void write(int b) {}

    @Override
    public synchronized void write(byte[] b, int off, int len) {}
  }

  /** A script did not come to its end. */
  static final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause why;

    Stopped(Cause why, @Nullable Throwable cause) {
      super(why.name(), cause, false, false);
      this.why = why;
    }

    Cause why() {
      return why;
    }

    enum Cause {
      /** The thread was interrupted: its time was over, or the sandbox closes. */
      INTERRUPTED,
      /** More memory was asked for than there is. */
      MEMORY,
      /** QuickJS gave up by itself, as after a stack that grew too deep. */
      CRASHED
    }
  }
}
