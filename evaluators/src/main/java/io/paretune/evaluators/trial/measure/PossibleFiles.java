package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.hardware.runtime.ModelFile;
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
    this.deployments = Deployment.of(measuring.profile());
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
      if (!chosen || deployment.runs(network.network(), plan)) {
        files.put(deployment, deployment.encode(network, plan, images, threads));
      }
    }
    return files;
  }

  /** The network's file in 32 bits. */
  public byte[] plain(Deployment deployment, WeightedNetwork network) {
    return deployment.encode(network, QuantisationPlan.none(), new float[0][], threads);
  }

  /** The same files, by the engine that measures them. */
  public static Map<ModelFile, byte[]> byEngine(Map<Deployment, byte[]> possible) {
    Map<ModelFile, byte[]> files = new LinkedHashMap<>();
    possible.forEach((deployment, file) -> files.put(ModelFile.of(deployment.runtime()), file));
    return files;
  }
}
