package io.paretune.evaluators.trial;

import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.proxy.Proxies;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.HardwareProfile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is found out about a trial's file, and where.
 *
 * @param profile where files are measured
 * @param wanted names of the metrics that are objectives, constrained or reported; what none of
 *     them needs is not measured
 * @param untrainedFirst whether the latency of the untrained network is measured before it trains
 * @param latencyTable what predicts the latency of a network before it trains, in place of a
 *     measurement of the untrained one
 * @param artifacts what files to keep; ONNX, which is measured, is among them
 */
public record Measuring(
    HardwareProfile profile,
    Set<String> wanted,
    boolean untrainedFirst,
    Optional<LatencyTable> latencyTable,
    List<Deployment> artifacts) {

  /** Checks what is kept. */
  public Measuring {
    wanted = Set.copyOf(wanted);
    artifacts = List.copyOf(artifacts);
    if (!artifacts.contains(Deployment.ONNX)
        || new LinkedHashSet<>(artifacts).size() < artifacts.size()) {
      throw new IllegalArgumentException(
          "artifacts must hold onnx, which is what is measured, and none twice, got "
              + artifacts.stream().map(Deployment::label).toList());
    }
  }

  /** These metrics of ONNX files, each measured after the training alone. */
  public static Measuring of(HardwareProfile profile, Set<String> wanted) {
    return new Measuring(profile, wanted, false, Optional.empty(), List.of(Deployment.ONNX));
  }

  /** The same, measuring untrained networks or not. */
  public Measuring withUntrainedFirst(boolean first) {
    return new Measuring(profile, wanted, first, latencyTable, artifacts);
  }

  /** The same, predicting latencies with a table. */
  public Measuring withLatencyTable(LatencyTable table) {
    return new Measuring(profile, wanted, untrainedFirst, Optional.of(table), artifacts);
  }

  /** The same, keeping files as these. */
  public Measuring withArtifacts(List<Deployment> files) {
    return new Measuring(profile, wanted, untrainedFirst, latencyTable, files);
  }

  /** The same, finding out these, too. */
  public Measuring alsoWanting(Set<String> more) {
    Set<String> all = new LinkedHashSet<>(wanted);
    all.addAll(more);
    return new Measuring(profile, all, untrainedFirst, latencyTable, artifacts);
  }

  /** The zero-cost proxies that are wanted. */
  public List<Proxy> proxies() {
    return Proxies.all().stream().filter(proxy -> wanted.contains(proxy.name())).toList();
  }

  /** Whether any figure is wanted that is a machine's: of the latency, or of what a file takes. */
  public boolean onMachine() {
    return latency() || Metrics.OF_MACHINE.stream().anyMatch(wanted::contains);
  }

  /**
   * Whether a profile that leaves the runtime open has the faster one chosen for each file, since
   * something is wanted that depends on it.
   */
  public boolean choosesRuntime() {
    return profile.deployments().size() > 1
        && (latency() || wanted.contains(Metrics.COST) || wanted.contains(Metrics.ENERGY));
  }

  /** Whether any figure of the latency is wanted. */
  public boolean latency() {
    return wanted.stream().anyMatch(metric -> metric.startsWith(Metrics.LATENCY));
  }
}
