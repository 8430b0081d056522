package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.latency.kernel.MissingKernelException;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.PossibleFiles;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.search.trial.TrialChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Declares what the trial will measure and is known before it trains.
 *
 * <p>Exact are the size of the file (left out where it is open which of two will be deployed), the
 * number of weights and of multiply-adds: which channels pruning removes depends on weights and
 * criterion, but not how many of each layer, and no number in the file takes more room for being
 * larger. The latency is predicted if there is a table (and left out for a network that the table
 * cannot predict); else, if it is wanted first, it is measured of the untrained network: the same
 * operators on the same shapes, and other weights. Zero-cost proxies are of the network as it will
 * be once it is pruned, with fresh weights.
 */
public final class Declare implements Stage {

  private final NetworkProblem problem;
  private final List<TechniqueStage> techniques;
  private final PossibleFiles possible;
  private final ArtifactEvaluation evaluation;
  private final InitialLook look;

  /**
   * @param techniques those that will follow
   * @param evaluation times files
   * @param look at untrained networks
   */
  public Declare(
      NetworkProblem problem,
      List<TechniqueStage> techniques,
      PossibleFiles possible,
      ArtifactEvaluation evaluation,
      InitialLook look) {
    this.problem = problem;
    this.techniques = List.copyOf(techniques);
    this.possible = possible;
    this.evaluation = evaluation;
    this.look = look;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    CompressionPlan plan = candidate.plan();
    WeightedNetwork cut = candidate.network();
    for (TechniqueStage technique : techniques) {
      cut = technique.sized(cut, plan);
    }
    Map<String, Double> known = known(cut, plan, channel);
    return candidate.declaring(known, channel.declare(known));
  }

  private Map<String, Double> known(
      WeightedNetwork cut, CompressionPlan plan, TrialChannel channel) {
    QuantisationPlan untrained = plan.quantisation().untrained();
    float[][] images = untrained.calibrates() ? problem.data().train().sample(1) : new float[0][];
    Map<Deployment, byte[]> files = possible.of(cut, untrained, images);
    Map<String, Double> known = new LinkedHashMap<>();
    known.put(Metrics.PARAMETERS, (double) cut.network().parameters());
    known.put(Metrics.MULTIPLY_ADDS, (double) cut.network().multiplyAdds());
    known.put(Metrics.LAYERS, (double) cut.network().layers());
    if (files.size() == 1) {
      known.put(Metrics.SIZE, (double) files.values().iterator().next().length);
    }
    known.putAll(looks(cut.network(), channel));
    latency(cut, plan, files, channel).ifPresent(ms -> known.put(Metrics.LATENCY, ms));
    return known;
  }

  private Map<String, Double> looks(Network network, TrialChannel channel) {
    List<Proxy> proxies = problem.spec().measuring().proxies();
    if (proxies.isEmpty()) {
      return Map.of();
    }
    channel.phase("looking at the untrained network");
    return look.at(network, proxies);
  }

  private OptionalDouble latency(
      WeightedNetwork cut,
      CompressionPlan plan,
      Map<Deployment, byte[]> files,
      TrialChannel channel) {
    Measuring measuring = problem.spec().measuring();
    if (measuring.latencyTable().isPresent()) {
      try {
        return OptionalDouble.of(
            measuring
                .latencyTable()
                .get()
                .predictor()
                .milliseconds(problem.candidates().parts(cut, plan.quantisation())));
      } catch (MissingKernelException unknown) {
        // the check at the start may miss a kernel
        return OptionalDouble.empty();
      }
    }
    if (!measuring.untrainedFirst()) {
      return OptionalDouble.empty();
    }
    channel.phase("measuring untrained");
    return evaluation.latency(files);
  }
}
