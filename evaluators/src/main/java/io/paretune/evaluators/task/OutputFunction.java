package io.paretune.evaluators.task;

import java.util.Locale;

/** What makes answers of raw outputs: the inverse of the link, in the words of linear models. */
public enum OutputFunction {
  /** Raw outputs are the answers. */
  IDENTITY {
    @Override
    public void apply(float[] outputs, int from, int count) {
      // they are what they are
    }
  },
  /** Each output is the logit of a probability of its own. */
  SIGMOID {
    @Override
    public void apply(float[] outputs, int from, int count) {
      for (int i = from; i < from + count; i++) {
        outputs[i] = (float) (1 / (1 + Math.exp(-outputs[i])));
      }
    }
  },
  /** Outputs together are the logits of probabilities that add up to 1. */
  SOFTMAX {
    @Override
    public void apply(float[] outputs, int from, int count) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + count; i++) {
        most = Math.max(most, outputs[i]);
      }
      double sum = 0;
      for (int i = from; i < from + count; i++) {
        sum += Math.exp(outputs[i] - most);
      }
      for (int i = from; i < from + count; i++) {
        outputs[i] = (float) (Math.exp(outputs[i] - most) / sum);
      }
    }
  };

  /** Turns the raw outputs for one example into answers, in place. */
  public abstract void apply(float[] outputs, int from, int count);

  /** The name in metadata, such as {@code softmax}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
