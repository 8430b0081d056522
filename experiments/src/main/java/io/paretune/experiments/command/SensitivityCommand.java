package io.paretune.experiments.command;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.sensitivity.SensitivityAnalysis;
import io.paretune.evaluators.compress.sensitivity.SensitivitySettings;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.experiments.command.study.FrontCommand;
import io.paretune.experiments.command.terminal.ReadingLines;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.compress.OriginalModel;
import io.paretune.experiments.compress.SensitivityReport;
import io.paretune.experiments.compress.SensitivityRequest;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.hardware.yaml.YamlValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paretune sensitivity}. */
@Command(
    name = "sensitivity",
    mixinStandardHelpOptions = true,
    description =
        "Shows what compressing each block of a model of yours costs: one block changed at a time,"
            + " nothing trained.")
final class SensitivityCommand implements Callable<Integer> {

  private static final SensitivitySettings DEFAULTS = SensitivitySettings.defaults();
  private static final Pattern TECHNIQUE = Pattern.compile("([\\w-]+)(?:\\s*:\\s*(\\{.*\\}))?\\s*");

  /** What is changed at a time. */
  enum Unit {
    /** What a search treats as one. */
    BLOCK,
    /** Each convolution and linear layer. */
    LAYER
  }

  @Mixin private final ModelOptions given = new ModelOptions();

  @Option(
      names = "--by",
      paramLabel = "block|layer",
      description = "what is changed at a time; default block. Layers are not left out whole")
  private Unit unit = Unit.BLOCK;

  @Option(
      names = "--bits",
      paramLabel = "N",
      split = ",",
      description = "bits to store a block in, of 32, 16, 8 and 4; default 8,4")
  private List<Integer> bits = List.of(8, 4);

  @Option(
      names = "--pruning",
      paramLabel = "SHARE",
      split = ",",
      description = "shares of a block's own channels to remove; default 0.25,0.5")
  private List<Double> ratios = List.of(0.25, 0.5);

  @Option(
      names = "--width-multiple",
      paramLabel = "N",
      description = "pruned widths are rounded to a multiple of this; default 1: not at all")
  private int multiple = 1;

  @Option(
      names = "--technique",
      paramLabel = "NAME: {...}",
      description =
          "a plug-in's technique with its settings, as compression has it; may be repeated")
  private List<String> techniques = List.of();

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "validation examples to compare answers on, evenly spread; default 500")
  private int examples = DEFAULTS.examples();

  @Option(names = "--measure", description = "time every file under the profile, too")
  private boolean measure;

  @Option(names = "--format", paramLabel = "table|csv|json", description = "default table")
  private FrontCommand.Format format = FrontCommand.Format.TABLE;

  @Override
  public Integer call() {
    SensitivitySettings shipped = UsageException.orRefuse(this::shipped);
    OriginalModel original = UsageException.orRefuse(this::open);
    SensitivitySettings settings =
        shipped
            .withTechniques(withPlugins(shipped.techniques(), original))
            .withCalibrationImages(original.trials().schedule().calibrationImages());
    SensitivityReport report = new SensitivityReport(table(original, settings));
    System.out.print(
        switch (format) {
          case TABLE -> report.text();
          case CSV -> report.csv();
          case JSON -> report.json();
        });
    System.out.flush();
    return 0;
  }

  /** What is asked of the techniques that ship. */
  private SensitivitySettings shipped() {
    for (double ratio : ratios) {
      if (!(ratio > 0 && ratio < 1)) {
        throw new IllegalArgumentException("a pruning ratio must lie in (0, 1), got " + ratio);
      }
    }
    List<Technique> asked = new ArrayList<>();
    asked.add(SensitivitySettings.bits(bits));
    asked.add(SensitivitySettings.channels(ratios).withMultiple(multiple));
    if (unit == Unit.BLOCK) {
      asked.add(new RemovalSpace());
    }
    return DEFAULTS.withTechniques(asked).withByLayer(unit == Unit.LAYER).withExamples(examples);
  }

  private static List<Technique> withPlugins(List<Technique> shipped, OriginalModel original) {
    List<Technique> all = new ArrayList<>(shipped);
    List<String> names = Plugins.installed().techniques().names();
    original.trials().compression().techniques().stream()
        .filter(technique -> names.contains(technique.name()))
        .forEach(all::add);
    return all;
  }

  /** A technique as YAML has it: the settings may be left out. */
  private static Map.Entry<String, Object> section(String given) {
    Matcher parts = TECHNIQUE.matcher(given);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "--technique must be a name, or 'NAME: {...}' in one line, got '" + given + "'");
    }
    List<String> names = Plugins.installed().techniques().names();
    String name = parts.group(1);
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "--technique must name one that a plug-in brings, %s, got '%s'%s"
              .formatted(names, name, Nearest.hint(name, names)));
    }
    Object settings =
        parts.group(2) == null ? Map.of() : YamlValues.value("--technique " + name, parts.group(2));
    return Map.entry(name, settings);
  }

  private OriginalModel open() {
    Map<String, Object> sections = new LinkedHashMap<>();
    for (String technique : techniques) {
      Map.Entry<String, Object> section = section(technique);
      if (sections.put(section.getKey(), section.getValue()) != null) {
        throw new IllegalArgumentException("--technique '" + section.getKey() + "' is given twice");
      }
    }
    SensitivityRequest request = new SensitivityRequest(given.subject(), sections);
    OriginalModel original = given.original(request.experiment(ReadingLines.sources()));
    given.looked(original);
    return original;
  }

  private SensitivityTable table(OriginalModel original, SensitivitySettings settings) {
    if (!measure) {
      return table(original, settings, Optional.empty());
    }
    try (FileTimer timer =
        FileTimer.of(
            original.trials().measuring().profile(),
            original.data().validation(),
            Meters.of(original.trials().measuring().profile(), MeasuringLease.ofThisHost()))) {
      return table(original, settings, Optional.of(timer));
    }
  }

  private static SensitivityTable table(
      OriginalModel original, SensitivitySettings settings, Optional<FileTimer> timer) {
    int all = SensitivityAnalysis.blocks(original.model(), settings).size();
    AtomicInteger begun = new AtomicInteger();
    return SensitivityAnalysis.of(
        original.model(),
        original.data(),
        settings,
        timer,
        block -> {
          System.err.printf(Locale.ROOT, "%s (%d of %d)%n", block, begun.incrementAndGet(), all);
          return true;
        });
  }
}
