package city.veedel.decode.declared;

import city.veedel.decode.Fault;
import city.veedel.model.Result;

/** What becomes of a value that a payload holds. */
public sealed interface Judgement {
  /** As it is stored: in the declared unit. */
  record Fits(Result result) implements Judgement {}

  /** It is set aside. */
  record Unfit(Fault fault) implements Judgement {}
}
