package city.veedel.decode.jsonata;

import com.dashjoin.jsonata.Jsonata;
import java.time.Instant;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation has used up. Counted, not timed: the same message ends the same way on every
 * machine. The library's own bounds are not used, because they do not hold inside of an array
 * constructor and do not see what a single function builds.
 */
final class Evaluation {
  /** Nodes of the expression evaluated; large lists and texts count as several. */
  static final int MAX_STEPS = 100_000;

  /** Nodes inside of one another; a function that calls itself needs about eight a call. */
  static final int MAX_DEPTH = 256;

  static final int MAX_TEXT_LENGTH = 16_384;

  /** Values in a list or object, those inside of its elements included; long texts are several. */
  static final int MAX_VALUES = 20_000;

  static final int MAX_NESTING = 64;

  /**
   * Characters that regular expressions may look at, times the parts they have; of a text that is
   * looked for in another the product of both lengths, by {@value #COMPARED_PER_LOOK}.
   */
  static final int MAX_LOOKS = 20_000_000;

  private static final int VALUES_PER_STEP = 16;
  private static final int CHARACTERS_PER_STEP = 64;
  private static final int COMPARED_PER_LOOK = 8;
  private static final ThreadLocal<@Nullable Evaluation> CURRENT = new ThreadLocal<>();

  private final Instant receivedAt;
  private final IdentityHashMap<Object, Mass> masses = new IdentityHashMap<>();
  private int steps;
  private int depth;
  private long looks;

  /** Of a list or object: the values in it, and how deep they are. */
  private record Mass(int values, int nesting) {}

  private Evaluation(Instant receivedAt) {
    this.receivedAt = receivedAt;
  }

  /** Evaluates within the bounds. */
  static @Nullable Object run(Jsonata expression, Object input, Instant receivedAt) {
    Evaluation evaluation = new Evaluation(receivedAt);
    Jsonata.Frame frame = expression.createFrame();
    frame.setEvaluateEntryCallback((_, _, _) -> evaluation.enter());
    frame.setEvaluateExitCallback((_, _, _, result) -> evaluation.leave(result));
    CURRENT.set(evaluation);
    try {
      return expression.evaluate(input, frame);
    } finally {
      CURRENT.remove();
    }
  }

  /** The evaluation that this thread is in. */
  static Evaluation current() {
    Evaluation evaluation = CURRENT.get();
    if (evaluation == null) {
      throw new IllegalStateException("a function was called outside of an evaluation");
    }
    return evaluation;
  }

  Instant receivedAt() {
    return receivedAt;
  }

  /** A regular expression of {@code size} parts looks at a character. */
  void look(long size) {
    looks += size;
    if (looks > MAX_LOOKS) {
      throw new StoppedException(
          "what is looked for in texts has looked at too many characters; make the regular"
              + " expressions simpler, or the texts shorter");
    }
  }

  /** A text is looked for in another: at worst all of it is compared at every place. */
  void lookFor(String literal, String text) {
    look(1 + (long) literal.length() * text.length() / COMPARED_PER_LOOK);
  }

  /** Each of so many values is compared with each. */
  void compareAll(int values) {
    look((long) values * values / 2);
  }

  /** For functions that build a text: checked before it is built. */
  static void requireLength(long length) {
    if (length > MAX_TEXT_LENGTH) {
      throw new StoppedException(
          "a text of " + length + " characters; at most " + MAX_TEXT_LENGTH + " are built");
    }
  }

  private void enter() {
    spend(1);
    if (++depth > MAX_DEPTH) {
      throw new StoppedException(
          "the expression is in itself more than "
              + MAX_DEPTH
              + " deep; does a function call itself for ever?");
    }
  }

  private void leave(@Nullable Object result) {
    depth--;
    if (result instanceof String text) {
      requireLength(text.length());
      spend(text.length() / CHARACTERS_PER_STEP);
    } else if (result instanceof Collection<?> || result instanceof Map<?, ?>) {
      spend(weigh(result).values() / VALUES_PER_STEP);
    }
  }

  private void spend(int cost) {
    steps += cost;
    if (steps > MAX_STEPS) {
      throw new StoppedException(
          "the expression takes more than "
              + MAX_STEPS
              + " steps; does it run for ever, or over too large a list?");
    }
  }

  /**
   * What is in a container. One that stands in several places counts in each: written out, or
   * compared, it is there as often.
   */
  private Mass weigh(Object container) {
    Collection<?> elements =
        container instanceof Map<?, ?> map ? map.values() : (Collection<?>) container;
    int values = elements.size();
    int nesting = 0;
    requireValues(values);
    for (Object element : elements) {
      if (element instanceof String text) {
        values += text.length() / CHARACTERS_PER_STEP;
      } else if (element instanceof Collection<?> || element instanceof Map<?, ?>) {
        Mass inner = masses.get(element);
        if (inner == null) {
          inner = weigh(element);
          masses.put(element, inner);
        }
        values += inner.values();
        nesting = Math.max(nesting, inner.nesting());
      }
      requireValues(values);
    }
    if (nesting >= MAX_NESTING) {
      throw new StoppedException(
          "the expression builds lists and objects more than " + MAX_NESTING + " deep");
    }
    return new Mass(values, nesting + 1);
  }

  /** For functions that build many values at once. */
  static void requireValues(long values) {
    if (values > MAX_VALUES) {
      throw new StoppedException(
          "the expression builds a list or object of more than " + MAX_VALUES + " values");
    }
  }
}
