package io.paretune.evaluators.train.forward;

/** Something that scores examples: a network here, or a model of the user's in another runtime. */
@FunctionalInterface
public interface Scorer {
  /**
   * The class scores of a batch.
   *
   * @param inputs {@code float[count][...]}, flat, preprocessed
   * @return {@code float[count][classes]}, flat
   */
  float[] logits(float[] inputs, int count);
}
