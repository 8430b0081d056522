package io.paretune.experiments.plugin;

import io.paretune.evaluators.data.layout.FileFormat;
import io.paretune.evaluators.data.layout.ImageTable;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.spi.DataSourceProvider;
import io.paretune.evaluators.spi.FamilyProvider;
import io.paretune.evaluators.spi.TaskProvider;
import io.paretune.evaluators.spi.TechniqueProvider;
import io.paretune.evaluators.task.Tasks;
import io.paretune.experiments.spi.EvaluationProvider;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.plugin.PluginJar;
import io.paretune.hardware.plugin.Registry;
import io.paretune.hardware.spi.RuntimeProvider;
import io.paretune.results.report.ParetoReport;
import io.paretune.results.report.RunFiles;
import io.paretune.results.spi.ReportFormatProvider;
import io.paretune.search.builtin.BuiltInSamplers;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.PrunerProvider;
import io.paretune.search.spi.SamplerProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that experiment files and hardware profiles can name: what ships, and what plug-ins
 * bring. Immutable.
 *
 * @param search who searches
 * @param techniques ways to compress, beside those that ship
 * @param familyProviders families beside those that ship
 * @param dataSources further formats of data
 * @param taskProviders tasks beside those that ship
 * @param formats further files of a report
 * @param evaluations ways to evaluate trials, beside those that ship
 * @param runtimes engines that hardware profiles can name
 */
public record Plugins(
    Search search,
    Registry<TechniqueProvider> techniques,
    Registry<FamilyProvider> familyProviders,
    Registry<DataSourceProvider> dataSources,
    Registry<TaskProvider> taskProviders,
    Registry<ReportFormatProvider> formats,
    Registry<EvaluationProvider> evaluations,
    Registry<RuntimeProvider> runtimes) {

  /**
   * Who searches.
   *
   * @param samplers who propose
   * @param pruners who may end trials, beside those that ship
   */
  public record Search(Registry<SamplerProvider> samplers, Registry<PrunerProvider> pruners) {}

  /** Who may search. */
  public Registry<SamplerProvider> samplers() {
    return search.samplers();
  }

  /** Who may end trials, beside those that ship. */
  public Registry<PrunerProvider> pruners() {
    return search.pruners();
  }

  /** Names of the pruners that ship; they know more of an experiment than a provider is told. */
  public static final List<String> SHIPPED_PRUNERS =
      List.of(
          "never",
          "median",
          "percentile",
          "threshold",
          "patient",
          "asha",
          "hyperband",
          "mo-asha",
          "hopeless");

  /** Names of the evaluations that ship; {@code config} has their providers. */
  public static final List<String> SHIPPED_EVALUATIONS = List.of("networks", "command");

  /** Formats of data that ship. */
  public static final List<String> SHIPPED_FORMATS =
      Stream.concat(FileFormat.labels().stream(), Stream.of(ImageTable.FORMAT)).toList();

  /** Keys of {@code compression} that say something of the techniques that ship. */
  public static final List<String> SHIPPED_COMPRESSION =
      List.of(
          "bits",
          "activations",
          "calibration",
          "calibration-images",
          "weight-scales",
          "rounding",
          "equalisation",
          "bias-correction",
          "quantisation-training",
          "block-removal",
          "pruning",
          "pruning-kind",
          "pruning-by",
          "pruning-embedding",
          "pruning-criterion",
          "pruning-scope",
          "pruning-steps",
          "width-multiple");

  /** The class path does not change while a process runs, so it is looked through once. */
  private static final class OnClassPath {
    private static final Plugins FOUND = load(Plugins.class.getClassLoader());
  }

  /**
   * What is on this process's class path.
   *
   * @throws IllegalArgumentException if a plug-in there cannot be used: one line
   */
  public static Plugins installed() {
    return Registry.orRefuse(() -> OnClassPath.FOUND);
  }

  /**
   * What a class loader finds.
   *
   * @throws IllegalArgumentException if a plug-in there cannot be used: one line
   */
  public static Plugins load(ClassLoader from) {
    return new Plugins(
        new Search(
            load("sampler", SamplerProvider.class, BuiltInSamplers.all(), List.of(), from),
            load("pruner", PrunerProvider.class, List.of(), SHIPPED_PRUNERS, from)),
        load("technique", TechniqueProvider.class, List.of(), SHIPPED_COMPRESSION, from),
        load("family", FamilyProvider.class, List.of(), Families.standard().names(), from),
        load("data source", DataSourceProvider.class, List.of(), SHIPPED_FORMATS, from),
        load("task", TaskProvider.class, List.of(), Tasks.standard().names(), from),
        load(
            "report format",
            ReportFormatProvider.class,
            List.of(),
            ParetoReport.standard().formats(),
            from),
        load("evaluation", EvaluationProvider.class, List.of(), SHIPPED_EVALUATIONS, from),
        Engines.load(from).providers());
  }

  private static <P extends Provider> Registry<P> load(
      String kind, Class<P> service, List<P> shipped, Collection<String> taken, ClassLoader from) {
    return Registry.load(
        new Registry.Kind<>(kind, service, Provider::name, Provider::api, Provider.API),
        shipped,
        taken,
        from);
  }

  /** Which networks may be searched. */
  public Families families() {
    Families families = Families.standard();
    for (FamilyProvider provider : familyProviders.fromPlugins()) {
      families = families.with(provider.family());
    }
    return families;
  }

  /** What can be learned. */
  public Tasks tasks() {
    Tasks tasks = Tasks.standard();
    for (TaskProvider provider : taskProviders.fromPlugins()) {
      tasks = tasks.with(provider.task());
    }
    return tasks;
  }

  /** The report of a run with the files that plug-ins add. */
  public ParetoReport report(RunFiles run) {
    ParetoReport report = ParetoReport.standard(run);
    for (ReportFormatProvider format : formats.fromPlugins()) {
      report = report.with(format.fileName(), format.format());
    }
    return report;
  }

  /** Which plug-ins are there, what they bring, their versions and hashes: for a run's record. */
  public Map<String, String> facts() {
    Map<PluginJar, List<String>> jars = new LinkedHashMap<>();
    Stream.of(
            samplers(),
            pruners(),
            techniques,
            familyProviders,
            dataSources,
            taskProviders,
            formats,
            evaluations,
            runtimes)
        .forEach(
            registry ->
                registry
                    .jars()
                    .forEach(
                        (jar, brought) ->
                            jars.computeIfAbsent(jar, none -> new ArrayList<>()).addAll(brought)));
    Map<String, String> facts = new LinkedHashMap<>();
    jars.forEach(
        (jar, brought) ->
            facts.put("plug-in " + jar.file(), jar.inWords() + ": " + String.join(", ", brought)));
    return facts;
  }
}
