package city.veedel.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The pages of {@code docs/conformance} are what the tables and the tests say. */
class ClauseTablesTest {
  private static final List<String> STANDARDS = List.of("mqtt-5.0", "mqtt-3.1.1", "coap");
  private static final Path PAGES = Path.of("..", "docs", "conformance");
  private static final String COMMAND =
      "mvn -pl gateway test -Dtest=ClauseTablesTest -Dveedel.conformance.write=true";

  @Test
  void everyPageIsUpToDate() throws Exception {
    Map<String, SortedSet<String>> tests = testsByClause();
    for (String standard : STANDARDS) {
      Path page = PAGES.resolve(standard + ".md");
      String markdown = ClauseTable.load(standard).toMarkdown(tests);
      if (Boolean.getBoolean("veedel.conformance.write")) {
        Files.writeString(page, markdown);
      }
      assertThat(page).as("write it anew by: %s", COMMAND).hasContent(markdown);
    }
  }

  @Test
  void everyClauseThatATestClaimsIsInATableAndImplementedOrRefused() throws Exception {
    Map<String, ClauseTable.Row> rows = new HashMap<>();
    for (String standard : STANDARDS) {
      rows.putAll(ClauseTable.load(standard).rows());
    }
    Set<String> claimed = new HashSet<>(testsByClause().keySet());
    assertThat(rows.keySet()).as("clauses that tests claim").containsAll(claimed);
    for (String clause : claimed) {
      assertThat(rows.get(clause))
          .as("%s has a test, so it cannot be not applicable", clause)
          .extracting(ClauseTable.Row::state)
          .isNotEqualTo(ClauseTable.State.NA);
    }
  }

  @Test
  void everyClauseThatIsNotImplementedSaysWhy() throws IOException {
    for (String standard : STANDARDS) {
      for (ClauseTable.Row row : ClauseTable.load(standard).rows().values()) {
        if (row.state() != ClauseTable.State.YES) {
          assertThat(row.remark()).as("why %s is %s", row.id(), row.state()).isNotBlank();
        }
      }
    }
  }

  /** {@code Class.method} of the tests that claim a clause. */
  private static Map<String, SortedSet<String>> testsByClause() throws Exception {
    Map<String, SortedSet<String>> tests = new HashMap<>();
    for (Class<?> testClass : testClasses()) {
      for (Method method : testClass.getDeclaredMethods()) {
        Clause clause = method.getAnnotation(Clause.class);
        if (clause == null) {
          continue;
        }
        String name = testClass.getSimpleName() + "." + method.getName();
        assertThat(AnnotationSupport.isAnnotated(method, Testable.class))
            .as("%s is a test", name)
            .isTrue();
        for (String id : clause.value()) {
          tests.computeIfAbsent(id, _ -> new TreeSet<>()).add(name);
        }
      }
    }
    return tests;
  }

  private static List<Class<?>> testClasses() throws IOException, URISyntaxException {
    Path root =
        Path.of(ClauseTablesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith("Test.class"))
          .<Class<?>>map(ClauseTablesTest::load)
          .toList();
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, ClauseTablesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
