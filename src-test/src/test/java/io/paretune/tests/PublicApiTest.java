package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
      lines.add(type.getName() + supertypes(type));
      for (JavaField field : type.getFields()) {
        if (visible(field.getModifiers())) {
          lines.add(field.getFullName() + " : " + field.getType().getName());
        }
      }
      for (JavaCodeUnit member : type.getCodeUnits()) {
        if (visible(member.getModifiers())) {
          String isStatic = member.getModifiers().contains(JavaModifier.STATIC) ? " static" : "";
          lines.add(member.getFullName() + " : " + member.getReturnType().getName() + isStatic);
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
