package io.paretune.experiments.config;

import io.paretune.evaluators.proxy.Proxies;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.experiments.evaluation.TrialReports;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.plugin.YamlSettings;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.pruner.PatientPruner;
import io.paretune.search.pruner.PercentilePruner;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.pruner.ThresholdPruner;
import io.paretune.search.pruner.forecast.HopelessPruner;
import io.paretune.search.pruner.halving.AshaPruner;
import io.paretune.search.pruner.halving.Halving;
import io.paretune.search.pruner.halving.HyperbandPruner;
import io.paretune.search.pruner.halving.MultiObjectiveAshaPruner;
import io.paretune.search.pruner.halving.Spread;
import io.paretune.search.spi.PrunerProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pruner as an experiment file names it.
 *
 * @param maker makes a fresh pruner
 * @param known metrics that the pruner is to know of networks before they train, beside those that
 *     are known anyway: the latency, zero-cost proxies
 */
public record PrunerSpec(Supplier<Pruner> maker, Set<String> known) {

  /** Copies the names. */
  public PrunerSpec {
    known = Set.copyOf(known);
  }

  /**
   * What a pruner has to know of the experiment.
   *
   * @param reports of the trials
   * @param objectives metrics, in the order in which the study declares them
   */
  record Setting(TrialReports reports, List<String> objectives) {

    private OptionalInt steps() {
      return reports.steps();
    }

    private Optional<Metric> reported() {
      return reports.metric();
    }

    private boolean predicted() {
      return reports.predicted();
    }

    private boolean networks() {
      return reported().isPresent();
    }

    /** The range of what is reported. */
    private double least() {
      return reported().map(Metric::least).orElse(Double.NEGATIVE_INFINITY);
    }

    private double most() {
      return reported().map(Metric::most).orElse(Double.POSITIVE_INFINITY);
    }
  }

  /** Makes a pruner of what a file says. */
  @FunctionalInterface
  private interface Reading {
    PrunerSpec read(YamlSection section, Setting setting);
  }

  /**
   * A kind of pruner.
   *
   * @param keys that a file may give
   * @param reports whether it judges what trials report
   * @param reading what the keys make
   */
  private record Kind(List<String> keys, boolean reports, Reading reading) {}

  /** The longest training that a file may ask for. */
  private static final int MOST = 200_000;

  private static final String MEASURE_UNTRAINED = "measure-untrained";

  private static final List<String> KNOWABLE =
      Stream.concat(
              Stream.of(
                  Metrics.PARAMETERS,
                  Metrics.MULTIPLY_ADDS,
                  Metrics.LAYERS,
                  Metrics.SIZE,
                  Metrics.LATENCY),
              Proxies.all().stream().map(Proxy::name))
          .toList();

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("never", new Kind(List.of(), false, (section, setting) -> spec(Pruner::never)));
    KINDS.put(
        "median",
        new Kind(
            List.of("startup-trials", "warm-up-epochs", "interval"), true, PrunerSpec::percentile));
    KINDS.put(
        "percentile",
        new Kind(
            List.of("percentile", "startup-trials", "warm-up-epochs", "interval"),
            true,
            PrunerSpec::percentile));
    KINDS.put(
        "threshold",
        new Kind(List.of("lower", "upper", "warm-up-epochs"), true, PrunerSpec::threshold));
    KINDS.put(
        "patient",
        new Kind(List.of("patience", "minimum-improvement", "then"), true, PrunerSpec::patient));
    KINDS.put(
        "asha",
        new Kind(
            List.of("first-rung", "factor"),
            true,
            (section, setting) -> {
              Halving halving = halving(section, setting, Halving.defaults());
              return spec(() -> new AshaPruner(halving));
            }));
    KINDS.put(
        "hyperband",
        new Kind(
            List.of("first-rung", "factor"),
            true,
            (section, setting) -> {
              Halving halving = halving(section, setting, Halving.defaults());
              return spec(() -> new HyperbandPruner(halving));
            }));
    KINDS.put(
        "mo-asha",
        new Kind(
            List.of("first-rung", "factor", "axes", "whole-front", "spread"),
            true,
            PrunerSpec::multiObjectiveAsha));
    KINDS.put(
        "hopeless",
        new Kind(
            List.of("startup-trials", "miss-rate", MEASURE_UNTRAINED),
            false,
            PrunerSpec::hopeless));
  }

  /** Names that a file may use: what ships, then what plug-ins bring. */
  static List<String> names() {
    List<String> names = new ArrayList<>(KINDS.keySet());
    names.addAll(Plugins.installed().pruners().names());
    return names;
  }

  /** Names of what ships. */
  static Set<String> shipped() {
    return Collections.unmodifiableSet(KINDS.keySet());
  }

  /** Whether the pruner is to know the latency of the untrained network. */
  public boolean latencyFirst() {
    return known.contains(Metrics.LATENCY);
  }

  /** The pruner, fresh. */
  public Pruner make() {
    return maker.get();
  }

  private static PrunerSpec spec(Supplier<Pruner> maker) {
    return new PrunerSpec(maker, Set.of());
  }

  /**
   * What stands under the key {@code pruner}: a name, a section with a name and settings, or a list
   * of those, of which the first that would stop a trial decides.
   */
  static PrunerSpec read(YamlSection experiment, Setting setting) {
    List<PrunerSpec> all = new ArrayList<>();
    for (YamlSection section : experiment.named("pruner")) {
      all.add(one(section, setting));
    }
    return switch (all.size()) {
      case 0 -> spec(Pruner::never);
      case 1 -> all.get(0);
      default ->
          new PrunerSpec(
              () -> Pruner.all(all.stream().map(PrunerSpec::make).toArray(Pruner[]::new)),
              all.stream()
                  .flatMap(each -> each.known().stream())
                  .collect(Collectors.toUnmodifiableSet()));
    };
  }

  private static PrunerSpec one(YamlSection section, Setting setting) {
    String name = section.name("name", names());
    Kind kind =
        Plugins.installed()
            .pruners()
            .find(name)
            .map(PrunerSpec::provided)
            .orElseGet(() -> Objects.requireNonNull(KINDS.get(name)));
    List<String> keys = new ArrayList<>(List.of("name"));
    keys.addAll(kind.keys());
    if (!setting.networks()) {
      keys.remove(MEASURE_UNTRAINED);
    }
    section.only(keys);
    String first = setting.objectives().get(0);
    String reported = setting.reported().map(Metric::name).orElse(first);
    if (kind.reports() && !first.equals(reported)) {
      throw section.refuse(
          "name",
          "'%s' judges the %s that trials report, so the first objective must be %s, got %s"
              .formatted(name, reported, reported, first));
    }
    return section.made(() -> kind.reading().read(section, setting));
  }

  private static Kind provided(PrunerProvider provider) {
    return new Kind(
        provider.keys(),
        provider.judgesReports(),
        (section, setting) ->
            spec(
                provider.read(
                    new YamlSettings(section),
                    new PrunerProvider.Experiment(setting.steps(), setting.objectives()))));
  }

  private static PrunerSpec percentile(YamlSection section, Setting setting) {
    PercentilePruner.Settings usual = PercentilePruner.Settings.defaults();
    PercentilePruner.Settings settings =
        new PercentilePruner.Settings(
            section.has("percentile") ? section.real("percentile", 0, 100) : usual.percentile(),
            (int) section.whole("startup-trials", 1, 1_000_000, usual.startupTrials()),
            (int) section.whole("warm-up-epochs", 0, 1_000_000, usual.warmupSteps()),
            (int) section.whole("interval", 1, MOST, usual.interval()));
    return spec(() -> new PercentilePruner(settings));
  }

  private static PrunerSpec threshold(YamlSection section, Setting setting) {
    double infinity = Double.POSITIVE_INFINITY;
    ThresholdPruner pruner =
        new ThresholdPruner(
            section.real("lower", setting.least(), setting.most(), -infinity),
            section.real("upper", setting.least(), setting.most(), infinity),
            (int) section.whole("warm-up-epochs", 0, 1_000_000, 0));
    return spec(() -> pruner);
  }

  private static PrunerSpec patient(YamlSection section, Setting setting) {
    int patience = (int) section.whole("patience", 1, MOST, 3);
    double improvement =
        section.real("minimum-improvement", 0, setting.most() - setting.least(), 0);
    List<YamlSection> then = section.named("then");
    if (then.size() > 1) {
      throw section.refuse("then", "'then' must be one pruner, got a list of " + then.size());
    }
    if (then.isEmpty()) {
      return spec(() -> PatientPruner.alone(patience, improvement));
    }
    PrunerSpec inner = one(then.get(0), setting);
    return new PrunerSpec(
        () -> new PatientPruner(inner.make(), patience, improvement), inner.known());
  }

  private static Halving halving(YamlSection section, Setting setting, Halving usual) {
    int last =
        setting
            .steps()
            .orElseThrow(
                () ->
                    section.refuse(
                        "name",
                        "'"
                            + section.text("name")
                            + "' must know the last step that trials report; give it, for instance"
                            + " command: {run: [./train], steps: 30}"));
    return new Halving(
        (int) section.whole("first-rung", 1, MOST, usual.firstRung()),
        (int) section.whole("factor", 2, MOST, usual.factor()),
        last);
  }

  private static PrunerSpec multiObjectiveAsha(YamlSection section, Setting setting) {
    MultiObjectiveAshaPruner.Settings usual = MultiObjectiveAshaPruner.Settings.defaults();
    List<String> axes = axes(section, setting);
    String spread = section.name("spread", List.of("epsilon-net", "crowding"), "epsilon-net");
    MultiObjectiveAshaPruner.Settings settings =
        new MultiObjectiveAshaPruner.Settings(
            halving(section, setting, usual.halving()),
            axes,
            rising(axes),
            section.flag("whole-front", usual.wholeFront()),
            spread.equals("crowding") ? Spread.CROWDING : Spread.EPSILON_NET);
    return new PrunerSpec(
        () -> new MultiObjectiveAshaPruner(settings),
        setting.networks() ? Set.copyOf(axes) : Set.of());
  }

  /** The axes of which more is better, whatever the objectives say: the zero-cost proxies. */
  private static Set<String> rising(List<String> axes) {
    return axes.stream()
        .filter(axis -> Proxies.find(axis).isPresent())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The other objectives; for a network's latency, which must be measured where no table predicts
   * it, the multiply-adds.
   */
  private static List<String> axes(YamlSection section, Setting setting) {
    if (!setting.networks()) {
      return section.has("axes") ? section.each("axes", text -> text) : List.of();
    }
    if (section.has("axes")) {
      return section.names("axes", KNOWABLE);
    }
    String latency = setting.predicted() ? Metrics.LATENCY : Metrics.MULTIPLY_ADDS;
    return setting.objectives().stream()
        .skip(1)
        .map(name -> name.startsWith(Metrics.LATENCY) ? latency : name)
        .distinct()
        .toList();
  }

  private static PrunerSpec hopeless(YamlSection section, Setting setting) {
    HopelessPruner.Settings usual = HopelessPruner.Settings.defaults();
    HopelessPruner.Settings settings =
        new HopelessPruner.Settings(
            (int) section.whole("startup-trials", 5, 1_000_000, usual.startupTrials()),
            section.real("miss-rate", 0, 0.5, usual.missRate()));
    return new PrunerSpec(
        () -> new HopelessPruner(settings),
        section.flag(MEASURE_UNTRAINED, false) ? Set.of(Metrics.LATENCY) : Set.of());
  }
}
