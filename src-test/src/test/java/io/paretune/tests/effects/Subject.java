package io.paretune.tests.effects;

import ai.djl.Device;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.compress.rewrite.UnfoldBatchNorm;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.FinalReportData;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.compress.CompressionRequest;
import io.paretune.experiments.compress.ModelSubject;
import io.paretune.experiments.evaluation.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A trained model with its data, as {@code paretune compress} would take it. */
final class Subject {

  private static final int CALIBRATION_IMAGES = 256;

  private final WeightedNetwork model;
  private final FinalReportData data;
  private final TrainingSettings training;
  private final float[][] calibration;
  private final int epochs;
  private final TeacherLogits answers;

  private Subject(WeightedNetwork model, TrialSpec trials, int epochs) {
    this.model = model;
    this.data = DataSets.openForFinalReport(trials.data());
    this.training = trials.schedule().training().usual().withDistillation(4, 0.9);
    this.epochs = epochs;
    this.calibration = data.searched().train().sample(CALIBRATION_IMAGES);
    try (Inference teacher = new Inference(model.network(), model.weights(), Device.cpu())) {
      this.answers =
          TeacherLogits.compute(
              teacher, data.searched().train(), training.views(), StepGate.open());
    }
  }

  /**
   * A model from a file.
   *
   * @param data a name, a directory or a YAML file
   * @param epochs of fine-tuning
   */
  static Subject of(Path file, String data, int epochs) {
    CompressionRequest request =
        new CompressionRequest(
            new ModelSubject(file, data, new Classification(), "cpu-1-thread"),
            1,
            OptionalDouble.empty(),
            Duration.ofMinutes(1),
            1);
    TrialSpec trials =
        request.experiment(new Sources()).spec().evaluation().networks().orElseThrow();
    ImportedModel read = OnnxImport.read(file);
    return new Subject(read.weighted(), trials, epochs);
  }

  /** As it came, normalisation folded. */
  WeightedNetwork model() {
    return FoldBatchNorm.fold(model.network(), model.weights());
  }

  /** With normalisation, for what is trained on. */
  WeightedNetwork trainable() {
    return UnfoldBatchNorm.unfold(model(), calibration, 1);
  }

  Split test() {
    return data.test();
  }

  float[][] calibration() {
    return calibration;
  }

  byte[] encode(WeightedNetwork network, QuantisationPlan plan) {
    return PlannedExport.encode(network.network(), network.weights(), plan, calibration, 1);
  }

  TrainingSettings training() {
    return training;
  }

  int epochs() {
    return epochs;
  }

  /** Trained on with the model as it came as the teacher. */
  WeightedNetwork fineTuned(WeightedNetwork start, ForwardTransform through) {
    if (epochs == 0) {
      return start;
    }
    return new WeightedNetwork(
        start.network(), trained(start, through, training.fineTuning(epochs)).weights());
  }

  Trained trained(WeightedNetwork start, ForwardTransform through, TrainingSettings how) {
    return Trainer.onCpu()
        .through(through)
        .train(
            start.network(),
            start.weights(),
            data.searched().train(),
            data.searched().validation(),
            how,
            Optional.of(answers),
            EpochListener.untilTheEnd(),
            StepGate.open());
  }
}
