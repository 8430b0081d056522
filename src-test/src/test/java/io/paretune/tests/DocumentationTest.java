package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.family.Families;
import io.paretune.experiments.config.space.SpaceReader;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.tests.site.SiteSources;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the docs show is what the code does: their code is compiled and run. */
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("paretune.root", ".."));
  private static final String CUSTOM_SPACES = "docs/custom-spaces.md";
  private static final String ANY_PROGRAM = "experiments/examples/02-any-program.yaml";
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```\\R");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");

  private static List<String> fences(String file, String language) throws IOException {
    List<String> all = new ArrayList<>();
    Matcher matcher = FENCE.matcher(Files.readString(ROOT.resolve(file)));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        all.add(matcher.group(2));
      }
    }
    return all;
  }

  @Test
  void theFirstTutorialsExperimentIsTheQuickStart() throws IOException {
    assertThat(fences("docs/tutorials/first-search.md", "yaml"))
        .containsExactly(ExperimentFile.quickStart().text());
  }

  static Stream<String> programs() throws IOException {
    List<String> all = new ArrayList<>();
    for (String page :
        List.of(
            "docs/tutorials/my-java-program.md",
            CUSTOM_SPACES,
            "docs/how-to-add-a-compressor.md")) {
      all.addAll(fences(page, "java"));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theJavaInTheDocsCompilesAndRuns(String program, @TempDir Path directory) throws Exception {
    Matcher name = Pattern.compile("public final class (\\w+)").matcher(program);
    assertThat(name.find()).isTrue();
    Path source = Files.writeString(directory.resolve(name.group(1) + ".java"), program);
    StringWriter problems = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                problems,
                null,
                null,
                List.of("-d", directory.toString(), "-Xlint:all", "-Werror"),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(problems.toString()).isTrue();
    run(directory, name.group(1));
  }

  @Test
  void theExamplesInJavaAreShownWordForWord() throws IOException {
    List<String> examples = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("experiments/examples/java"))) {
      for (Path file : files.toList()) {
        examples.add(Files.readString(file));
      }
    }
    assertThat(fences(CUSTOM_SPACES, "java")).containsExactlyInAnyOrderElementsOf(examples);
  }

  @Test
  void theSpacesInTheDocsCanBeRead() throws IOException {
    List<String> spaces = new ArrayList<>(fences(CUSTOM_SPACES, "yaml"));
    assertThat(spaces.remove(Files.readString(ROOT.resolve(ANY_PROGRAM)))).isTrue();
    assertThat(spaces).isNotEmpty();
    for (String space : spaces) {
      assertThat(SpaceReader.read(CUSTOM_SPACES, space).dimension()).isPositive();
    }
  }

  private static void run(Path directory, String main) throws IOException, InterruptedException {
    Path output = directory.resolve(main + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                main)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .put(
            "CLASSPATH",
            directory + java.io.File.pathSeparator + System.getProperty("java.class.path"));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    assertThat(output).isNotEmptyFile();
  }

  @Test
  void everyExampleIsAValidExperiment() throws IOException {
    try (Stream<Path> examples = Files.list(ROOT.resolve("experiments/examples"))) {
      List<Path> files =
          examples.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        assertThat(file.getFileName().toString()).matches("\\d\\d-[a-z0-9-]+\\.yaml");
        assertThat(Experiment.read(ExperimentFile.read(file)).check().space().dimension())
            .isPositive();
      }
    }
  }

  @Test
  void theChapterOnFamiliesHasAValidExperimentForEach(@TempDir Path directory) throws IOException {
    List<String> searched = new ArrayList<>();
    for (String experiment : fences("docs/families.md", "yaml")) {
      Path file = Files.writeString(directory.resolve("experiment.yaml"), experiment);
      Experiment read = Experiment.read(ExperimentFile.read(file));
      assertThat(read.check().space().dimension()).isPositive();
      searched.add(
          read.spec().evaluation().networks().orElseThrow().architecture().family().name());
    }
    assertThat(searched).containsExactlyElementsOf(Families.standard().names());
  }

  static Stream<Path> pages() throws IOException {
    return SiteSources.pages(ROOT).stream();
  }

  @Test
  void theSitesMenuLeadsToPages() throws IOException {
    Matcher items =
        Pattern.compile("href=\"([^\"#]+)\\.html(?:#([^\"]*))?\"")
            .matcher(Files.readString(ROOT.resolve("docs/site.xml")));
    int count = 0;
    for (; items.find(); count++) {
      String page = items.group(1).equals("index") ? "README" : items.group(1);
      if (!page.equals("docs/adr/index")) { // made of the titles of what is there
        String text = Files.readString(ROOT.resolve(page + ".md"));
        if (items.group(2) != null) {
          assertThat(SiteSources.anchors(text)).contains(items.group(2));
        }
      }
    }
    assertThat(count).isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhereAndNothingIsLeftToFillIn(Path page) throws IOException {
    String text = Files.readString(page);
    Matcher links = LINK.matcher(text);
    while (links.find()) {
      Path to = links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1));
      assertThat(to).as(page + ": " + links.group()).exists();
      if (links.group(2) != null && to.toString().endsWith(".md")) {
        assertThat(SiteSources.anchors(Files.readString(to)))
            .as(page + ": " + links.group())
            .contains(links.group(2).substring(1));
      }
    }
    assertThat(text).doesNotContain("<!-- figure");
  }
}
