package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.experiments.command.Paretune;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/**
 * The tutorials do what they say: every command and file of theirs is read, and, slowly, all
 * commands of a page are run one after the other, with small budgets, on data that are made here.
 */
class TutorialsTest {

  private static final Path ROOT = Path.of(System.getProperty("paretune.root", ".."));
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(sh|yaml)\\R(.*?)^```\\R");
  private static final Pattern NAMED = Pattern.compile("^# ([a-z-]+\\.yaml)\\R");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|\\S+");
  private static final int IMAGES = 30;
  private static final int SIDE = 32;
  private static final long PATIENCE_SECONDS = 600;

  static Stream<Path> tutorials() throws IOException {
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/tutorials"))) {
      return pages.sorted().toList().stream();
    }
  }

  private static List<String> fences(Path page, String language) throws IOException {
    List<String> all = new ArrayList<>();
    Matcher matcher = FENCE.matcher(Files.readString(page));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        all.add(matcher.group(2));
      }
    }
    return all;
  }

  /** Arguments of each line that calls Paretune. */
  private static List<List<String>> commands(Path page) throws IOException {
    return fences(page, "sh").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("./paretune "))
        .map(
            line ->
                WORD.matcher(line.substring("./paretune ".length()))
                    .results()
                    .map(TutorialsTest::unquoted)
                    .toList())
        .toList();
  }

  private static String unquoted(MatchResult word) {
    return word.group(1) == null ? word.group() : word.group(1);
  }

  /** Writes the files that a page shows under their names. */
  private static List<Path> files(Path page, Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : fences(page, "yaml")) {
      Matcher name = NAMED.matcher(text);
      String file = name.find() ? name.group(1) : "experiment.yaml";
      files.add(Files.writeString(directory.resolve(file), text));
    }
    return files;
  }

  @ParameterizedTest
  @MethodSource("tutorials")
  void commandsAndFilesAreUnderstood(Path page, @TempDir Path directory) throws IOException {
    for (List<String> command : commands(page)) {
      List<String> given = command.stream().filter(word -> !word.equals("&")).toList();
      ParseResult read =
          new picocli.CommandLine(new Paretune())
              .setCaseInsensitiveEnumValuesAllowed(true)
              .parseArgs(given.toArray(String[]::new));
      assertThat(read.hasSubcommand()).as("%s", given).isTrue();
    }
    material(directory);
    for (Path file : files(page, directory)) {
      String text = Files.readString(file);
      if (text.contains("\nobjectives:")) {
        assertThat(Experiment.read(ExperimentFile.read(file)).check().space().dimension())
            .isPositive();
      } else if (text.contains("\ndevice:")) {
        assertThat(HardwareProfiles.read(file).name()).isNotEmpty();
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("tutorials")
  void everyCommandDoesWhatThePageSays(Path page, @TempDir Path directory) throws Exception {
    material(directory);
    files(page, directory);
    CommandLine line = new CommandLine(directory);
    List<Process> running = new ArrayList<>();
    try {
      for (List<String> command : commands(page)) {
        if (command.contains("&")) {
          Path said = Files.createTempFile(directory, "background", ".txt");
          running.add(line.start(said, said, small(command)));
          while (Files.size(said) == 0) {
            assertThat(running.get(0).isAlive()).as("%s", command).isTrue();
            Thread.sleep(100);
          }
        } else {
          CommandLine.Result result = line.run(small(command));
          // 1 of 'profile measure': the machine is too busy to measure
          boolean mayBeBusy = command.subList(0, 2).equals(List.of("profile", "measure"));
          assertThat(result.code())
              .as("%s: %s", command, result.err())
              .isBetween(0, mayBeBusy ? 1 : 0);
        }
      }
    } finally {
      running.forEach(Process::destroy);
      for (Process one : running) {
        one.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  /** The command with a budget for tests. */
  private static String[] small(List<String> command) {
    List<String> small = new ArrayList<>(command);
    small.remove("&");
    if (small.get(0).equals("run") && !small.contains("--trials")) {
      small.addAll(List.of("--trials", "2"));
    }
    int limit = small.indexOf("--time-limit");
    if (limit > 0) {
      small.set(limit + 1, "60s");
    }
    return small.toArray(String[]::new);
  }

  /** What the pages' readers have: images in two folders, tables, texts, a model. */
  private static void material(Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (String kind : List.of("cat", "dog")) {
      Path folder = Files.createDirectories(directory.resolve("photos").resolve(kind));
      for (int i = 0; i < IMAGES; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        // as the model below tells them apart: one that guesses is refused
        int shade = kind.equals("cat") ? 0x2060a0 : 0x402010;
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
          image.setRGB(pixel % SIDE, pixel / SIDE, shade + random.nextInt(64));
        }
        ImageIO.write(image, "jpg", folder.resolve("%03d.jpg".formatted(i)).toFile());
      }
    }
    StringBuilder messages = new StringBuilder("text,label\n");
    for (int i = 0; i < IMAGES; i++) {
      messages.append("my card number %d has not arrived,delivery\n".formatted(i));
      messages.append("how do I change setting %d,settings\n".formatted(i));
    }
    Files.writeString(directory.resolve("messages.csv"), messages);
    Files.writeString(directory.resolve("questions.txt"), "my card has not arrived\n");
    copy(ROOT.resolve("experiments/examples"), directory.resolve("experiments/examples"));
    Files.copy(ROOT.resolve("experiments/examples/cars.csv"), directory.resolve("cars.csv"));
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(3, 32, 32), 2)
                    .with("stages", 1)
                    .with("width", 8)
                    .with("depth", 2)
                    .with("kernel", 3));
    WeightedNetwork folded = FoldBatchNorm.fold(network, Initialisation.kaiming(network, 2));
    OnnxExport.write(folded.network(), folded.weights(), directory.resolve("model.onnx"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
