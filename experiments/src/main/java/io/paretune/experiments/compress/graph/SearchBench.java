package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import java.util.OptionalDouble;

/**
 * What a search tries its files on.
 *
 * @param answers of the original to the calls that files are judged by
 * @param seen calls that ranges are taken from
 * @param figures that take time
 */
record SearchBench(Answers answers, NamedInputs seen, CandidateFigures figures) {

  /** Calls on which the sensitivity of a node is told. */
  private static final int FEW_CALLS = 4;

  /** How alike a model answers to all calls. */
  Fidelity fidelity(ModelProto model) {
    return answers.fidelity(model, Integer.MAX_VALUE);
  }

  /** What a model loses of the likeness, on a few calls. */
  double loss(ModelProto model) {
    return 1 - answers.fidelity(model, FEW_CALLS).likeness();
  }

  /** Which share of the time of a model another one saves; empty if it cannot be timed now. */
  OptionalDouble saved(ModelProto base, ModelProto file) {
    return figures.saved(base, file, answers.calls());
  }

  boolean timeLeft() {
    return figures.timeToSearch();
  }
}
