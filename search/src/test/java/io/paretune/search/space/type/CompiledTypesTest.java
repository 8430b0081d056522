package io.paretune.search.space.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.TypedSpace;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types that only exist at run time: random ones, and one of a module that is closed. */
final class CompiledTypesTest {

  @Test
  void everyTypeIsTheSpaceOfItsPartsAndItsPointsAreItsObjects(@TempDir Path directory)
      throws Exception {
    RandomTypes types = new RandomTypes(17);
    List<RandomTypes.Root> roots = Stream.generate(types::root).limit(20).toList();
    Path source = Files.writeString(directory.resolve("Types.java"), types.source());
    compile(directory, source);
    Random random = new Random(4);
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      for (RandomTypes.Root root : roots) {
        Class<?> type = loader.loadClass("Types$" + root.name());
        assertThat(RecordSpace.of(type).space()).isEqualTo(root.space());
        pointsAreObjects(RecordSpace.of(type), random);
      }
    }
    // the generator reaches what it should
    assertThat(roots.toString())
        .contains("[1][", ".size", "AtLeast[", "In[")
        .hasSizeGreaterThan(10_000);
  }

  private static <T> void pointsAreObjects(TypedSpace<T> space, Random random) {
    for (int i = 0; i < 20; i++) {
      Assignment point =
          space.space().fromUnit(random.doubles(space.space().dimension()).toArray());
      T value = space.decode(point);
      assertThat(space.encode(value)).isEqualTo(point);
      assertThat(space.decode(space.encode(value))).isEqualTo(value);
    }
  }

  @Test
  void aClosedModuleIsToldHowToOpen(@TempDir Path directory) throws Exception {
    Path source = Files.createDirectories(directory.resolve("source/shut"));
    Path module = Files.writeString(source.resolveSibling("module-info.java"), "module shut {}");
    Path record =
        Files.writeString(
            source.resolve("Flags.java"), "package shut; record Flags(boolean on) {}");
    Path classes = directory.resolve("classes");
    compile(classes, module, record);
    ModuleLayer boot = ModuleLayer.boot();
    Configuration resolved =
        boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shut"));
    Class<?> closed =
        boot.defineModulesWithOneLoader(resolved, getClass().getClassLoader())
            .findLoader("shut")
            .loadClass("shut.Flags");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSpace.of(closed))
        .withMessageContaining("the record's module does not let Paretune make it")
        .withMessageContaining("module shut does not \"opens shut\"")
        .withMessageContaining("(component 'on' of Flags)");
  }

  private static void compile(Path classes, Path... sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    List<String> options =
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    boolean done =
        compiler
            .getTask(
                problems,
                null,
                null,
                options,
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(sources))
            .call();
    assertThat(done).as(problems.toString()).isTrue();
  }
}
