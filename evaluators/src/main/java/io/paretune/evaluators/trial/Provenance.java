package io.paretune.evaluators.trial;

import io.paretune.hardware.deployment.Deployment;
import io.paretune.search.trial.Measurement;

/** Names under which a measurement says how it came about. */
public final class Provenance {

  /** SHA-256 of the exported file. */
  public static final String ARTIFACT = Measurement.ARTIFACT;

  /** Format of the exported file, see {@code ModelFormat.label}; ONNX where it is absent. */
  public static final String ARTIFACT_FORMAT = "artifact-format";

  /** SHA-256 of the same network exported in 32 bits, where the artifact has fewer. */
  public static final String ARTIFACT_FP32 = "artifact.fp32";

  /** Why the latency is not there yet; whoever times the file takes this away. */
  public static final String UNTIMED = "latency.untimed";

  /** Whether the latency was accepted: {@code true} or {@code false}. */
  public static final String LATENCY_STABLE = "latency.stable";

  /** Why the latency was not accepted. */
  public static final String LATENCY_REASON = "latency.reason";

  /** Timed runs behind the latency. */
  public static final String LATENCY_REPEATS = "latency.repeats";

  /** Attempts at the latency that were rejected. */
  public static final String LATENCY_REJECTED = "latency.rejected";

  /**
   * SHA-256 of everything that was timed for the latency, as {@code hardware.protocol.Recording}
   * keeps it.
   */
  public static final String LATENCY_SAMPLES = "artifact.latency-samples";

  /** Runs behind the latency that a garbage collection of the measuring process fell into. */
  public static final String LATENCY_COLLECTIONS = "latency.collections";

  /** How often the measuring threads were switched out against their will; absent if unknown. */
  public static final String LATENCY_SWITCHES = "latency.involuntary-switches";

  /** Cores that the measuring threads were bound to, in words; {@code none} if to none. */
  public static final String LATENCY_PINNING = "latency.pinning";

  /** Name of the hardware profile. */
  public static final String PROFILE = "profile";

  /** Short hash of the machine's fingerprint. */
  public static final String FINGERPRINT = Measurement.MACHINE;

  /** The engine that ran the file, with its version. */
  public static final String RUNTIME = "runtime";

  /** Why that engine, where the profile left it open. */
  public static final String RUNTIME_CHOICE = "runtime.choice";

  /** SHA-256 of the data that was trained and validated on. */
  public static final String DATA = "data";

  /** Seed of initialisation and training. */
  public static final String SEED = "seed";

  /** Where it was trained, if not on the processor alone. */
  public static final String DEVICES = "training.devices";

  /** How many epochs it was trained, where a time limit left out some of those planned. */
  public static final String EPOCHS = "training.epochs";

  /** Channels that structured pruning removed. */
  public static final String CHANNELS_REMOVED = "pruning.channels-removed";

  /**
   * Share of zeros among the weights of convolutions and linear layers, where pruning left them.
   */
  public static final String SPARSITY = "pruning.sparsity";

  /** What zeros among the weights do to size and speed. */
  public static final String SPARSE_KERNELS = "pruning.kernels";

  /** Which blocks run in more bits than they are stored in, and why. */
  public static final String KERNELS = "kernels";

  private Provenance() {}

  /** The name of the SHA-256 of the trial's file of a deployment; of ONNX, the exported file's. */
  public static String artifact(Deployment kept) {
    return kept.equals(Deployment.ONNX) ? ARTIFACT : ARTIFACT + "." + kept.label();
  }

  /** The name of how a figure of the exported file was measured. */
  public static String how(String metric) {
    return metric + ".how";
  }

  /** The name of the reason why a figure of the exported file is not available. */
  public static String unavailable(String metric) {
    return metric + Measurement.NOT_AVAILABLE;
  }

  /**
   * The name of the share of examples, 0 to 1, for which a kept TorchScript file gives the class
   * that 32 bits do.
   */
  public static String sameClass(Deployment kept) {
    return kept.label() + ".same-class";
  }

  /** The name of the reason why a TorchScript file was not kept. */
  public static String refused(Deployment kept) {
    return kept.label() + ".refused";
  }
}
