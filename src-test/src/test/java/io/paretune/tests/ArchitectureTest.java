package io.paretune.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house as docs/architecture.md draws it. */
class ArchitectureTest {

  /** Fewer classes than this means that the importer did not see the modules. */
  private static final int LEAST_CLASSES = 200;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.paretune");

  @Test
  void allModulesAreLookedAt() {
    assertThat(CLASSES.size()).isGreaterThan(LEAST_CLASSES);
    assertThat(
            CLASSES.stream()
                .map(type -> type.getPackageName().split("\\.", -1)[2])
                .collect(Collectors.toSet()))
        .containsAll(Set.of("search", "hardware", "evaluators", "results", "experiments"));
  }

  @Test
  void modulesKnowOnlyThoseBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("search")
        .definedBy("io.paretune.search..")
        .layer("hardware")
        .definedBy("io.paretune.hardware..")
        .layer("evaluators")
        .definedBy("io.paretune.evaluators..")
        .layer("results")
        .definedBy("io.paretune.results..")
        .layer("experiments")
        .definedBy("io.paretune.experiments..")
        .whereLayer("experiments")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("results")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("evaluators")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("hardware")
        .mayOnlyBeAccessedByLayers("evaluators", "experiments")
        .whereLayer("search")
        .mayOnlyBeAccessedByLayers("evaluators", "results", "experiments")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.paretune.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void searchKnowsNoNetworkNoDatabaseAndNoFileFormat() {
    noClasses()
        .that()
        .resideInAPackage("io.paretune.search..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl..", "ai.onnxruntime..", "java.sql..", "org.yaml..", "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineTouchesStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.paretune.experiments.command..")
        .and(
            DescribedPredicate.not(
                DescribedPredicate.describe(
                    "are the entry of the worker or the probe, whose pipe is standard output",
                    type -> Set.of("WorkerMain", "ProbeMain").contains(type.getSimpleName()))))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  /** What else happens to gradients is told at {@code Scalars}. */
  @Test
  void numbersThatPyTorchKeepsForTheBackwardPassLiveLongEnough() {
    for (String operation : List.of("mul", "div", "pow", "mod", "maximum", "minimum")) {
      noClasses()
          .should()
          .callMethod("ai.djl.ndarray.NDArray", operation, "java.lang.Number")
          .check(CLASSES);
    }
  }

  @Test
  void namesSayWhatThingsAre() {
    classes()
        .should()
        .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl|Info)(\\$.*)?")
        .andShould()
        .haveNameNotMatching(".*\\.(Abstract|Base)[A-Z].*")
        .check(CLASSES);
  }

  @Test
  void classesAreFinalOrSealed() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .should(
            new ArchCondition<>("be final or sealed, or be extended within Paretune") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean closed =
                    type.getModifiers().contains(JavaModifier.FINAL)
                        || type.reflect().isSealed()
                        || !type.getSubclasses().isEmpty()
                        || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                        || type.getSimpleName().isEmpty();
                events.add(
                    new SimpleConditionEvent(type, closed, type.getName() + " is open for no one"));
              }
            })
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<String> documented =
        CLASSES.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .isEqualTo(documented);
  }
}
