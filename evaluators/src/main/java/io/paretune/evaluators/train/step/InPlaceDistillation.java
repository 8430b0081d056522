package io.paretune.evaluators.train.step;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.BatchMemory;

/**
 * Learns from what an earlier branch of the same step answers, its gradient stopped (in-place
 * distillation: Yu and Huang 2019, arXiv:1903.05134), beside the targets or instead of them. Not to
 * be shared between threads.
 */
public final class InPlaceDistillation implements Objective {
  private final DistillationLoss loss;
  private final int teacher;
  private BatchMemory memory = new BatchMemory(0);

  /**
   * @param loss weighs the teacher against the targets
   * @param teacher the index of the branch that is learned from, from 0
   */
  public InPlaceDistillation(DistillationLoss loss, int teacher) {
    this.loss = loss;
    this.teacher = teacher;
  }

  @Override
  public int readsUpTo() {
    return teacher;
  }

  @Override
  public Value of(Pass pass) {
    if (teacher < 0 || teacher >= pass.earlier().size()) {
      throw new IllegalArgumentException(
          "a branch can learn from those before it, got branch %d of %d before it"
              .formatted(teacher, pass.earlier().size()));
    }
    NDArray said = pass.earlier().get(teacher);
    float[] answers = said.toFloatArray();
    int size = pass.batch().size();
    double negativeEntropy = 0;
    for (int i = 0; i < size; i++) {
      negativeEntropy += loss.soften(answers, i * answers.length / size, answers.length / size);
    }
    if (memory.capacity() < answers.length) {
      memory = new BatchMemory(answers.length);
    }
    NDArray softened = memory.array(pass.manager(), answers, said.getShape());
    return new Value(
        loss.ofTargetsAndTeacher(pass.outputs(), pass.batch().targets(), softened),
        loss.constant(negativeEntropy / size));
  }
}
