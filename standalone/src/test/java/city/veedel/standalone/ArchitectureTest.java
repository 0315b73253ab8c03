package city.veedel.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The architecture as a table of contents: which package may use what. To add a dependency, change
 * this table in the same commit and say why.
 */
class ArchitectureTest {
  private static JavaClasses city;

  @BeforeAll
  static void read() {
    city =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("city.veedel");
  }

  /** Services never import one another: they meet at journal and schema. */
  @TestFactory
  List<DynamicTest> modulesUseOnlyWhatTheyMay() {
    return List.of(
        module("model").mayUse(),
        module("decode").mayUse("model"),
        module("script").mayUse("model", "decode"),
        module("journal").mayUse("model"),
        module("schema").mayUse("model"),
        module("gateway").mayUse("model", "decode", "journal", "schema"),
        module("ingest").mayUse("model", "journal", "schema"),
        module("dashboard").mayUse("model", "decode", "schema"),
        module("simulator").mayUse("model"));
  }

  /** Each library has its place. */
  @TestFactory
  List<DynamicTest> librariesStayInTheirPlace() {
    return List.of(
        library("Vert.x", "io.vertx..")
            .onlyIn(
                "city.veedel.gateway.mqtt..",
                "city.veedel.gateway.http..",
                "city.veedel.dashboard",
                "city.veedel.dashboard.http..",
                "city.veedel.dashboard.live..",
                "city.veedel.standalone.product.."),
        library("Netty", "io.netty..")
            .onlyIn("city.veedel.gateway.mqtt..", "city.veedel.dashboard.http.."),
        library("Californium", "org.eclipse.californium..")
            .onlyIn("city.veedel.gateway.coap..", "city.veedel.simulator.coap.."),
        library("Paho", "org.eclipse.paho..")
            .onlyIn("city.veedel.gateway.bridge..", "city.veedel.simulator.mqtt.."),
        library("JDBC", "java.sql..", "org.postgresql..", "com.zaxxer..")
            .onlyIn("city.veedel.journal.sqlite..", "city.veedel.schema..", "city.veedel..store.."),
        library("SQLite", "org.sqlite..").onlyIn("city.veedel.journal.sqlite.."),
        library("Flyway", "org.flywaydb..").onlyIn("city.veedel.schema.."),
        library("QuickJS", "io.roastedroot..", "run.endive..").onlyIn("city.veedel.script.."),
        library("JSONata", "com.dashjoin..").onlyIn("city.veedel.decode.jsonata.."),
        library("RE2/J", "com.google.re2j..").onlyIn("city.veedel.decode.jsonata.."),
        library("UCUM", "org.fhir.ucum..").onlyIn("city.veedel.decode.unit.."),
        library("H3", "com.uber..").onlyIn("city.veedel.ingest.store.."),
        library("picocli", "picocli..").onlyIn("city.veedel.standalone.."));
  }

  @Test
  void whatIsPureReadsNoClockNoRandomAndNoEnvironment() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "city.veedel.model..", "city.veedel.decode..", "city.veedel.simulator.city..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.ZonedDateTime.class, "now")
        .orShould()
        .callMethod(java.time.LocalDateTime.class, "now")
        .orShould()
        .callConstructor(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .because("the same input must give the same output on the wire, in previews and in repairs")
        .check(city);
  }

  @Test
  void onlyTheCommandLineReadsTheEnvironmentAndEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("city.veedel.standalone..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(city);
  }

  @Test
  void frontEndsDoNotKnowEachOtherAndIntakeKnowsNone() {
    noClasses()
        .that()
        .resideInAPackage("city.veedel.gateway.intake..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "city.veedel.gateway.mqtt..",
            "city.veedel.gateway.coap..",
            "city.veedel.gateway.http..",
            "city.veedel.gateway.bridge..")
        .check(city);
    slices()
        .matching("city.veedel.gateway.(mqtt|coap|http|bridge)..")
        .should()
        .notDependOnEachOther()
        .check(city);
  }

  @Test
  void noModuleHasCyclesBetweenItsPackages() {
    for (String module :
        List.of(
            "model",
            "decode",
            "script",
            "journal",
            "schema",
            "gateway",
            "ingest",
            "dashboard",
            "simulator")) {
      slices()
          .matching("city.veedel." + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(city);
    }
  }

  @Test
  void noNameHidesWhatAClassDoes() {
    classes()
        .should(
            new com.tngtech.archunit.lang.ArchCondition<JavaClass>(
                "have a name that says what it does") {
              @Override
              public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                String name = type.getSimpleName();
                if (name.matches("(Abstract|Base)[A-Z].*|.*(Manager|Helper|Utils?|Impl)")) {
                  events.add(
                      com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                          type, type.getName()));
                }
              }
            })
        .check(city);
  }

  private static ModuleRule module(String name) {
    return new ModuleRule(name);
  }

  private static LibraryRule library(String name, String... packages) {
    return new LibraryRule(name, List.of(packages));
  }

  private record ModuleRule(String name) {
    DynamicTest mayUse(String... others) {
      List<String> foreign =
          new ArrayList<>(
              List.of(
                  "model",
                  "decode",
                  "script",
                  "journal",
                  "schema",
                  "gateway",
                  "ingest",
                  "dashboard",
                  "simulator",
                  "standalone"));
      foreign.remove(name);
      foreign.removeAll(List.of(others));
      ArchRule rule =
          noClasses()
              .that()
              .resideInAPackage("city.veedel." + name + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  foreign.stream().map(m -> "city.veedel." + m + "..").toArray(String[]::new));
      return DynamicTest.dynamicTest(
          name + " may use " + (others.length == 0 ? "nothing" : String.join(", ", others)),
          () -> rule.check(city));
    }
  }

  private record LibraryRule(String name, List<String> packages) {
    DynamicTest onlyIn(String... places) {
      ArchRule rule =
          noClasses()
              .that()
              .resideOutsideOfPackages(places)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(packages.toArray(String[]::new));
      return DynamicTest.dynamicTest(
          name + " only in " + String.join(", ", places), () -> rule.check(city));
    }
  }
}
