package io.paretune.evaluators.train.step;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.train.batch.Batch;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.FeatureLoss;
import java.util.List;
import java.util.Optional;

/**
 * What a network is trained for usually: targets, a teacher's answers where the batch has them, and
 * a teacher's features where there is one.
 *
 * @param loss of outputs
 * @param features of hidden values, added to it
 */
public record TaskObjective(DistillationLoss loss, Optional<FeatureLoss> features)
    implements Objective {

  @Override
  public List<String> reads() {
    return features.map(FeatureLoss::reads).orElse(List.of());
  }

  /** A teacher of features lies on one device. */
  @Override
  public boolean sharesWell() {
    return features.isEmpty();
  }

  @Override
  public Value of(Pass pass) {
    Batch batch = pass.batch();
    NDArray value =
        batch
            .taught()
            .map(
                taught ->
                    loss.ofTargetsAndTeacher(pass.outputs(), batch.targets(), taught.targets()))
            .orElseGet(() -> loss.ofTargets(pass.outputs(), batch.targets()));
    if (features.isPresent()) {
      value =
          value.add(
              features.get().of(batch.inputs(), pass.values(), pass.leaves(), pass.manager()));
    }
    double constant = batch.taught().map(t -> loss.constant(t.negativeEntropy())).orElse(0.0);
    return new Value(value, constant);
  }
}
