package io.paretune.experiments.plugin;

import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.spi.FamilyProvider;
import io.paretune.results.report.ParetoReport;
import io.paretune.results.spi.ReportFormatProvider;
import io.paretune.search.builtin.BuiltInSamplers;
import io.paretune.search.spi.PrunerProvider;
import io.paretune.search.spi.SamplerProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that experiment files can name: what ships, and what plug-ins bring. Immutable.
 *
 * @param samplers who may search
 * @param pruners who may end trials, beside those that ship
 * @param families which networks may be searched
 * @param formats further files of a report
 */
public record Plugins(
    Registry<SamplerProvider> samplers,
    Registry<PrunerProvider> pruners,
    Families families,
    Registry<FamilyProvider> familyProviders,
    Registry<ReportFormatProvider> formats) {

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
    try {
      return OnClassPath.FOUND;
    } catch (ExceptionInInitializerError unusable) {
      if (unusable.getCause() instanceof IllegalArgumentException reason) {
        throw reason;
      }
      throw unusable;
    }
  }

  /**
   * What a class loader finds.
   *
   * @throws IllegalArgumentException if a plug-in there cannot be used: one line
   */
  public static Plugins load(ClassLoader from) {
    Families shipped = Families.standard();
    Registry<FamilyProvider> families =
        Registry.load("family", FamilyProvider.class, List.of(), shipped.names(), from);
    Families all = shipped;
    for (FamilyProvider provider : families.fromPlugins()) {
      all = all.with(provider.family());
    }
    return new Plugins(
        Registry.load("sampler", SamplerProvider.class, BuiltInSamplers.all(), List.of(), from),
        Registry.load("pruner", PrunerProvider.class, List.of(), SHIPPED_PRUNERS, from),
        all,
        families,
        Registry.load(
            "report format",
            ReportFormatProvider.class,
            List.of(),
            ParetoReport.standard().formats(),
            from));
  }

  /** The report with the files that plug-ins add. */
  public ParetoReport report() {
    ParetoReport report = ParetoReport.standard();
    for (ReportFormatProvider format : formats.fromPlugins()) {
      report = report.with(format.fileName(), format.format());
    }
    return report;
  }

  /** Which plug-ins are there, what they bring, their versions and hashes: for a run's record. */
  public Map<String, String> facts() {
    Map<PluginJar, List<String>> jars = new LinkedHashMap<>();
    Stream.of(samplers, pruners, familyProviders, formats)
        .forEach(
            registry ->
                registry
                    .fromPlugins()
                    .forEach(
                        provider ->
                            jars.computeIfAbsent(PluginJar.of(provider), none -> new ArrayList<>())
                                .add(registry.kind() + " " + provider.name())));
    Map<String, String> facts = new LinkedHashMap<>();
    jars.forEach(
        (jar, brought) ->
            facts.put("plug-in " + jar.file(), jar.inWords() + ": " + String.join(", ", brought)));
    return facts;
  }
}
