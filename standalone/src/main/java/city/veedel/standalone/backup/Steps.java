package city.veedel.standalone.backup;

import java.util.function.Supplier;

/** Hears how far a backup or restore has come. */
@FunctionalInterface
public interface Steps {
  void say(Supplier<String> line);
}
