package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.paretune.search.annotation.Experimental;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What others may build on, as docs/api.md says it: the packages named there, line by line in
 * {@code api.txt}. A change of that file is a change of the API, to be told in CHANGELOG.md; {@code
 * -Dparetune.api.write=true} writes it anew.
 */
class PublicApiTest {

  private static final Path FILE =
      Path.of(System.getProperty("paretune.root", ".."), "src-test", "api.txt");

  /** The packages that docs/api.md lists in its table. */
  private static Set<String> packages() throws IOException {
    Path page = Path.of(System.getProperty("paretune.root", ".."), "docs", "api.md");
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("| `io.paretune."))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean visible(Set<JavaModifier> modifiers) {
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
  }

  private static List<String> lines() throws IOException {
    Set<String> packages = packages();
    Set<String> lines = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(packages)) {
      boolean inside = packages.contains(type.getPackageName()) && visible(type.getModifiers());
      for (JavaClass outer = type; inside && outer.getEnclosingClass().isPresent(); ) {
        outer = outer.getEnclosingClass().get();
        inside = visible(outer.getModifiers());
      }
      if (!inside) {
        continue;
      }
      lines.add(type.getName() + supertypes(type) + mark(type));
      for (JavaField field : type.getFields()) {
        if (visible(field.getModifiers())) {
          lines.add(field.getFullName() + " : " + field.getType().getName() + mark(field));
        }
      }
      for (JavaCodeUnit member : type.getCodeUnits()) {
        if (visible(member.getModifiers())) {
          String isStatic = member.getModifiers().contains(JavaModifier.STATIC) ? " static" : "";
          lines.add(
              member.getFullName()
                  + " : "
                  + member.getReturnType().getName()
                  + isStatic
                  + mark(member));
        }
      }
    }
    return new ArrayList<>(lines);
  }

  private static String supertypes(JavaClass type) {
    Set<String> names = new TreeSet<>();
    type.getRawInterfaces().forEach(raw -> names.add(raw.getName()));
    type.getRawSuperclass()
        .filter(raw -> !raw.getName().startsWith("java.lang."))
        .ifPresent(raw -> names.add(raw.getName()));
    return names.isEmpty() ? "" : " : " + String.join(", ", names);
  }

  /** What may change with a minor version; of a package that may, each type is marked. */
  private static String mark(HasAnnotations<?> part) {
    boolean young =
        part.isAnnotatedWith(Experimental.class)
            || (part instanceof JavaClass type
                && type.getPackage().isAnnotatedWith(Experimental.class));
    return young ? " @Experimental" : "";
  }

  /** The module of {@code hardware.spi} knows no other, and so not the annotation. */
  @Test
  void thePackagesThatAreCalledYoungAreMarked() throws IOException {
    Path page = Path.of(System.getProperty("paretune.root", ".."), "docs", "api.md");
    Set<String> young =
        Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("| `io.paretune.") && line.contains("young"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .filter(name -> !name.startsWith("io.paretune.hardware."))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> marked =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.paretune")
                .stream()
                .map(JavaClass::getPackage)
                .filter(one -> one.isAnnotatedWith(Experimental.class))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    assertThat(marked).isNotEmpty().isEqualTo(young);
  }

  @Test
  void whatIsPublicIsWhatWasMeant() throws IOException {
    List<String> lines = lines();
    assertThat(lines).hasSizeGreaterThan(500);
    if (Boolean.getBoolean("paretune.api.write")) {
      Files.write(FILE, lines);
    }
    assertThat(lines)
        .as(
            "the public API, see docs/api.md; a change is told in CHANGELOG.md, and %s is written"
                + " anew with -Dparetune.api.write=true",
            FILE.getFileName())
        .containsExactlyElementsOf(Files.readAllLines(FILE));
  }
}
