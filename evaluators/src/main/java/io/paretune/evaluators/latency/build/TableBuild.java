package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.latency.LatencyFit;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.LatencyTableFile;
import io.paretune.evaluators.latency.MeasuredNetwork;
import io.paretune.evaluators.latency.PredictionAccuracy;
import io.paretune.evaluators.latency.Timing;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.search.space.Assignment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Builds a latency table: times the kernels of a family, then whole networks, fits the predictor
 * and judges it. Each figure is in a file as soon as it is there, so a build that ended, by
 * whatever, goes on where it was. For one thread.
 */
public final class TableBuild {

  private final ArchitectureSpace candidates;
  private final BuildSettings settings;
  private final Stopwatch stopwatch;
  private final BuildProgress progress;
  private final Map<String, Timing> known = new LinkedHashMap<>();

  private TableBuild(
      ArchitectureSpace candidates,
      BuildSettings settings,
      Stopwatch stopwatch,
      BuildProgress progress) {
    this.candidates = candidates;
    this.settings = settings;
    this.stopwatch = stopwatch;
    this.progress = progress;
  }

  /**
   * Builds a table, or goes on with one.
   *
   * @param facts about device, profile and family, by the names at {@link LatencyTable}
   * @throws IllegalArgumentException if the file holds something else, or a table of another
   *     device, profile or family, before anything is timed
   */
  public static BuildReport run(
      ArchitectureSpace candidates,
      Map<String, String> facts,
      BuildSettings settings,
      Stopwatch stopwatch,
      BuildProgress progress) {
    return new TableBuild(candidates, settings, stopwatch, progress).run(facts);
  }

  /** Removes a table and what is beside it. */
  public static void remove(Path table) {
    try {
      Files.deleteIfExists(table);
      Files.deleteIfExists(NetworkTimes.beside(table));
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot remove the table " + table, unwritable);
    }
  }

  private BuildReport run(Map<String, String> facts) {
    // all refusals come before the file is touched
    List<Kernel> wanted = withCarriers(candidates.kernels());
    int all = settings.learned() + settings.unseen();
    List<Assignment> points = candidates.sample(all, "networks");
    if (points.size() < all) {
      throw new IllegalArgumentException(
          "the space must have at least %d different networks, found %d; ask for fewer"
              .formatted(all, points.size()));
    }
    if (settings.fresh()) {
      remove(settings.file());
    }
    LatencyTable begun = open(facts);
    known.putAll(begun.kernels());
    NetworkTimes times = NetworkTimes.open(NetworkTimes.beside(settings.file()));
    for (int pass = 1; pass <= settings.passes(); pass++) {
      kernels(wanted, pass == settings.passes());
    }
    for (int pass = 1; pass <= settings.passes(); pass++) {
      networks(points, times, pass == settings.passes());
    }
    return finish(begun, points, times);
  }

  private LatencyTable open(Map<String, String> facts) {
    Path file = settings.file();
    if (!Files.exists(file)) {
      LatencyTable empty = new LatencyTable(facts, Map.of(), Optional.empty());
      LatencyTableFile.write(file, empty);
      return empty;
    }
    LatencyTable there = LatencyTableFile.resume(file);
    facts.forEach(
        (name, value) -> {
          String other = there.fact(name).orElse("unknown");
          if (decides(name) && !other.equals(value)) {
            throw new IllegalArgumentException(
                "%s is a table of another %s, '%s', this is '%s'; name another file, or begin anew"
                    .formatted(file, name, other, value));
          }
        });
    // what was unstable is timed anew
    Map<String, Timing> kept = new LinkedHashMap<>(there.kernels());
    kept.values().removeIf(timing -> !timing.stable());
    LatencyTable table = new LatencyTable(there.facts(), kept, Optional.empty());
    if (kept.size() < there.kernels().size()) {
      LatencyTableFile.write(file, table);
    }
    return table;
  }

  /** Whether figures of two values of a fact must not be mixed. */
  private static boolean decides(String fact) {
    return Set.of(
            LatencyTable.FAMILY,
            LatencyTable.INPUT,
            LatencyTable.CLASSES,
            LatencyTable.PROFILE,
            LatencyTable.FINGERPRINT)
        .contains(fact);
  }

  /** The kernels and what their probes bring along, that first. */
  private static List<Kernel> withCarriers(List<Kernel> kernels) {
    Set<Kernel> ordered = new LinkedHashSet<>();
    for (Kernel kernel : kernels) {
      add(kernel, ordered);
      if (kernel.isCrossedBack()) {
        ordered.add(Kernel.border(true, kernel.input()));
        ordered.add(Kernel.border(false, kernel.input()));
      }
    }
    return List.copyOf(ordered);
  }

  private static void add(Kernel kernel, Set<Kernel> ordered) {
    Probe.of(kernel).beside().forEach(carrier -> add(carrier, ordered));
    ordered.add(kernel);
  }

  private void kernels(List<Kernel> wanted, boolean last) {
    for (Kernel kernel : wanted) {
      Probe probe = Probe.of(kernel);
      boolean ready = probe.beside().stream().allMatch(carrier -> known.containsKey(carrier.key()));
      if (known.containsKey(kernel.key()) || !ready) {
        continue;
      }
      Timing timing = timed(probe);
      if (!timing.stable() && !last) {
        continue;
      }
      if (kernel.isCrossedBack()) {
        // the way in and the way back are timed together; each is given half
        keep(Kernel.border(true, kernel.input()), timing);
        keep(Kernel.border(false, kernel.input()), timing);
      } else {
        keep(kernel, timing);
      }
      int done = (int) wanted.stream().filter(each -> known.containsKey(each.key())).count();
      progress.timed(done, wanted.size(), kernel.key(), timing);
    }
  }

  private void keep(Kernel kernel, Timing timing) {
    known.put(kernel.key(), timing);
    LatencyTableFile.append(settings.file(), kernel.key(), timing);
  }

  private Timing timed(Probe probe) {
    int few = probe.copies(false);
    int many = probe.copies(true);
    Timing shorter = stopwatch.time(probe.file(few));
    Timing longer = stopwatch.time(probe.file(many));
    double copy = (longer.milliseconds() - shorter.milliseconds()) / (many - few);
    double error = Math.hypot(longer.halfWidth(), shorter.halfWidth()) / (many - few);
    boolean stable = longer.stable() && shorter.stable();
    for (Kernel carrier : probe.beside()) {
      Timing taken = Optional.ofNullable(known.get(carrier.key())).orElseThrow();
      copy -= taken.milliseconds();
      error = Math.hypot(error, taken.halfWidth());
      stable &= taken.stable();
    }
    int parts = probe.kernels();
    return Timing.around(copy / parts, error / parts, stable);
  }

  private void networks(List<Assignment> points, NetworkTimes times, boolean last) {
    int done = (int) points.stream().filter(times::has).count();
    for (Assignment point : points) {
      if (times.has(point)) {
        continue;
      }
      Timing timing = stopwatch.time(candidates.file(point));
      if (timing.stable() || last) {
        times.add(point, timing);
        progress.timed(++done, points.size(), "network", timing);
      }
    }
  }

  private BuildReport finish(LatencyTable begun, List<Assignment> points, NetworkTimes times) {
    List<MeasuredNetwork> learned = stable(points.subList(0, settings.learned()), times);
    List<MeasuredNetwork> unseen = stable(points.subList(settings.learned(), points.size()), times);
    if (learned.size() < 2 || unseen.size() < 2) {
      throw new IllegalStateException(
          "the machine was too noisy: of %d networks %d have a figure that can be relied on; run the same command again when it is quiet"
              .formatted(points.size(), learned.size() + unseen.size()));
    }
    LatencyTable plain = new LatencyTable(begun.facts(), known, Optional.empty());
    LatencyFit fit = LatencyFit.of(plain, learned, unseen);
    LatencyTable table = plain.withFit(fit);
    LatencyTableFile.write(settings.file(), table);
    SimpleRegression line = new SimpleRegression();
    learned.forEach(
        network -> line.addData((double) network.multiplyAdds(), network.milliseconds()));
    return new BuildReport(
        table,
        (int) known.values().stream().filter(timing -> !timing.stable()).count(),
        points.size() - learned.size() - unseen.size(),
        learned.size(),
        fit.accuracy(),
        PredictionAccuracy.of(unseen, network -> plain.predictor().milliseconds(network.parts())),
        PredictionAccuracy.of(unseen, network -> line.predict((double) network.multiplyAdds())));
  }

  private List<MeasuredNetwork> stable(List<Assignment> points, NetworkTimes times) {
    List<MeasuredNetwork> networks = new ArrayList<>();
    for (Assignment point : points) {
      Timing timing = times.get(point);
      if (timing.stable()) {
        networks.add(
            new MeasuredNetwork(
                candidates.parts(point), candidates.multiplyAdds(point), timing.milliseconds()));
      }
    }
    return networks;
  }
}
