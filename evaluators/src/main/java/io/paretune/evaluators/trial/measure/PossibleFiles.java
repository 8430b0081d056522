package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.hardware.deployment.Deployment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that a network could be deployed as: several where the profile leaves the runtime open
 * and a measurement is to choose, else one.
 */
public final class PossibleFiles {

  private final List<Deployment> deployments;
  private final boolean chosen;
  private final int threads;

  /**
   * @param threads native threads for calibrating
   */
  public PossibleFiles(Measuring measuring, int threads) {
    this.deployments = measuring.profile().deployments();
    this.chosen = deployments.size() > 1 && measuring.latency();
    this.threads = threads;
  }

  /** How a file is deployed about which there is no choice. */
  public Deployment usual() {
    return deployments.get(0);
  }

  /**
   * The files, by how they are deployed; at least one.
   *
   * @param images calibration images; not read where the plan does not calibrate
   */
  public Map<Deployment, byte[]> of(
      WeightedNetwork network, QuantisationPlan plan, float[][] images) {
    Map<Deployment, byte[]> files = new LinkedHashMap<>();
    for (Deployment deployment : chosen ? deployments : List.of(usual())) {
      Exporter exporter = Exporter.of(deployment);
      if (!chosen || exporter.holds(network.network(), plan)) {
        files.put(deployment, exporter.encode(network, plan, images, threads));
      }
    }
    return files;
  }

  /** The network's file in 32 bits. */
  public byte[] plain(Deployment deployment, WeightedNetwork network) {
    return Exporter.of(deployment)
        .encode(network, QuantisationPlan.none(), new float[0][], threads);
  }
}
