package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.artifact.ExampleBatches;
import io.paretune.evaluators.artifact.ReadiedFile;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.file.Path;
import java.util.function.Function;

/** How good an exported file is on a split, run as it would be deployed. */
public final class FileScores {

  private FileScores() {}

  /**
   * The scores of a file.
   *
   * @param deployment what runs it
   * @param form how its outputs are to be read
   * @param where it runs
   * @throws io.paretune.hardware.HardwareException if there is no such device here
   */
  public static Scores of(
      Deployment deployment, Path file, Split split, Predictions.Form form, Placement where) {
    return of(deployment, file, split, form, where, StepGate.open());
  }

  /**
   * As {@link #of(Deployment, Path, Split, Predictions.Form, Placement)}.
   *
   * @param gate goes around every batch
   */
  static Scores of(
      Deployment deployment,
      Path file,
      Split split,
      Predictions.Form form,
      Placement where,
      StepGate gate) {
    return running(
        deployment, file, split, form, where, scorer -> scorer.score(split, split.size(), gate));
  }

  /**
   * What a file puts out for a split.
   *
   * @param gate goes around every batch
   */
  static Predictions outputs(
      Deployment deployment,
      Path file,
      Split split,
      Predictions.Form form,
      Placement where,
      StepGate gate) {
    return running(
        deployment, file, split, form, where, scorer -> scorer.outputs(split, split.size(), gate));
  }

  /** What somebody makes of a file that runs. */
  private static <R> R running(
      Deployment deployment,
      Path file,
      Split split,
      Predictions.Form form,
      Placement where,
      Function<Scorer, R> use) {
    InputShape shape = split.examples().shape();
    InputSize example = TorchInput.of(shape);
    try (ReadiedFile ready = ReadiedFile.scoring(deployment, file, shape);
        BatchModel model =
            Engines.installed().answering(deployment, ready.path(), example, where)) {
      return use.apply(new ExampleBatches(model, ready.layout(), shape).scorer(form));
    }
  }

  /**
   * As {@link #of(Deployment, Path, Split, Predictions.Form, Placement)}, of an ONNX file's bytes,
   * by ONNX Runtime on the processor.
   *
   * @param count how many examples at most, spread over the split
   */
  public static Scores of(byte[] file, Split split, int count, Predictions.Form form, int threads) {
    try (BatchModel model = BatchModel.onnx(file, threads)) {
      ExampleBatches batches =
          new ExampleBatches(model, InputLayout.AS_IT_IS, split.examples().shape());
      return batches.scorer(form).score(split, Math.min(count, split.size()), StepGate.open());
    }
  }
}
