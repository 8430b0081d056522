package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.runtime.batch.Placement;
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
  private final FileSignature signature;
  private final Placement where;
  private final StepGate gate;

  /**
   * @param threads native threads for calibrating
   * @param gate goes around what takes the processor, and around every batch where rounding is
   *     learned, which takes as long as training
   */
  public PossibleFiles(NetworkProblem problem, int threads, StepGate gate) {
    Measuring measuring = problem.spec().measuring();
    this.signature = problem.signature();
    this.deployments = measuring.profile().deployments();
    this.chosen = measuring.choosesRuntime();
    this.where = new Placement(problem.spec().schedule().device(), threads);
    this.gate = gate;
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
        files.put(
            deployment, signed(deployment, exporter.encode(network, plan, images, where, gate)));
      }
    }
    return files;
  }

  /** The network's file in 32 bits. */
  public byte[] plain(Deployment deployment, WeightedNetwork network) {
    return signed(
        deployment,
        Exporter.of(deployment)
            .encode(network, QuantisationPlan.none(), new float[0][], where, gate));
  }

  /** A network's file as it is called, if it is ONNX: what is measured is what is written. */
  public byte[] signed(Deployment deployment, byte[] file) {
    return deployment.format() == ModelFormat.ONNX ? signature.sign(file) : file;
  }
}
