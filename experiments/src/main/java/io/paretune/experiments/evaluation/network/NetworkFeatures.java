package io.paretune.experiments.evaluation.network;

import ai.djl.Device;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.proxy.Proxies;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.CandidateFeatures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be told of a network before anybody trains it, for a sampler to learn from: counters and
 * zero-cost proxies, of the network as its family builds it, before compression. A point that makes
 * no network ranks behind all others, and so does a figure that is not finite. One thread at a
 * time.
 */
final class NetworkFeatures implements CandidateFeatures {

  /** Ranks behind every figure of a network. */
  private static final double LAST = -Double.MAX_VALUE;

  private static final List<String> COUNTERS =
      List.of(Metrics.PARAMETERS, Metrics.MULTIPLY_ADDS, Metrics.LAYERS);

  /** Of the fresh weights, the same for all studies: only ranks count. */
  private static final long SEED = 1;

  private final NetworkProblem problem;
  private final List<String> names;
  private final List<Proxy> proxies;
  private final InitialLook look;

  /**
   * @param names of {@link #known}
   */
  NetworkFeatures(NetworkProblem problem, List<String> names) {
    this.problem = problem;
    this.names = List.copyOf(names);
    this.proxies = Proxies.all().stream().filter(proxy -> names.contains(proxy.name())).toList();
    this.look =
        new InitialLook(
            problem.data().train(),
            SEED,
            Device.cpu(),
            Workplace.gate(MeasuringLease.ofThisHost()));
  }

  /** What an experiment may name. */
  static List<String> known() {
    return Stream.concat(COUNTERS.stream(), Proxies.all().stream().map(Proxy::name)).toList();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public double[] of(Assignment assignment) {
    Optional<Network> network = network(assignment);
    if (network.isEmpty()) {
      double[] last = new double[names.size()];
      Arrays.fill(last, LAST);
      return last;
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(Metrics.PARAMETERS, (double) network.get().parameters());
    figures.put(Metrics.MULTIPLY_ADDS, (double) network.get().multiplyAdds());
    figures.put(Metrics.LAYERS, (double) network.get().layers());
    figures.putAll(look.unchecked(network.get(), proxies));
    return names.stream()
        .mapToDouble(name -> figures.getOrDefault(name, LAST))
        .map(figure -> Double.isFinite(figure) ? figure : LAST)
        .toArray();
  }

  private Optional<Network> network(Assignment assignment) {
    try {
      return Optional.of(problem.family().build(assignment, problem.context()));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }
}
