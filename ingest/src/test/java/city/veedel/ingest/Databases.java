package city.veedel.ingest;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.util.List;

/**
 * One database per engine and test class: every test brings a device and a journal of its own.
 * JUnit closes them after the class.
 */
final class Databases {
  private Databases() {}

  static List<TestDatabase> fresh() {
    return TestDatabases.engines().stream().map(TestEngine::fresh).toList();
  }
}
