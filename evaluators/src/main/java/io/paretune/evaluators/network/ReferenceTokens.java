package io.paretune.evaluators.network;

import java.util.List;

/** What the reference does with tokens: {@code float[tokens x width]}, token by token. */
final class ReferenceTokens {

  /** Added to the score of padding: its share is 0, unless there is nothing else. */
  private static final double HIDDEN = -1e4;

  private ReferenceTokens() {}

  /**
   * @throws IllegalArgumentException if an id is none of the vocabulary
   */
  static float[] embedded(float[] ids, TokenLayer.Embedding embedding, Tensor table) {
    int width = embedding.width();
    float[] y = new float[ids.length * width];
    for (int i = 0; i < y.length; i++) {
      float id = ids[i / width];
      boolean known = embedding.mixed() || id < embedding.vocabulary();
      if (id != Math.rint(id) || id < 0 || !known) {
        throw new IllegalArgumentException(
            "an id must be a whole number from 0 to %d, got %s"
                .formatted(embedding.vocabulary() - 1, id));
      }
      int row =
          embedding.mixed() ? (int) id / embedding.every() % embedding.vocabulary() : (int) id;
      y[i] = table.at(row * width + i % width);
    }
    return y;
  }

  /**
   * Which tokens are there.
   *
   * @param place of the ids of the last tokens among the inputs; all are there if it has none
   */
  private static boolean[] present(List<float[]> inputs, int place, int tokens) {
    boolean[] present = new boolean[tokens];
    for (int token = 0; token < tokens; token++) {
      float[] ids = inputs.size() > place ? inputs.get(place) : new float[0];
      int of = token - (tokens - ids.length);
      present[token] = of < 0 || ids[of] != Shape.Ids.PADDING;
    }
    return present;
  }

  static float[] normalised(float[] x, TokenLayer.LayerNorm norm, Tensor gamma, Tensor beta) {
    float[] y = new float[x.length];
    int width = norm.width();
    for (int from = 0; from < x.length; from += width) {
      double mean = 0;
      for (int c = 0; c < width; c++) {
        mean += x[from + c] / (double) width;
      }
      double variance = 0;
      for (int c = 0; c < width; c++) {
        variance += (x[from + c] - mean) * (x[from + c] - mean) / width;
      }
      double deviation = Math.sqrt(variance + norm.epsilon());
      for (int c = 0; c < width; c++) {
        y[from + c] = (float) ((x[from + c] - mean) / deviation * gamma.at(c) + beta.at(c));
      }
    }
    return y;
  }

  /**
   * @param inputs queries, keys and values, perhaps ids
   * @param added {@code [heads][places][places]} to the scores, or nothing
   */
  static float[] attention(List<float[]> inputs, TokenLayer.Attention attention, float[] added) {
    float[] q = inputs.get(0);
    float[] v = inputs.get(2);
    float[] y = new float[q.length];
    int width = attention.width();
    int tokens = q.length / width;
    boolean[] present = present(inputs, 3, tokens);
    for (int head = 0; head < attention.heads(); head++) {
      int first = head * attention.headWidth();
      for (int token = 0; token < tokens; token++) {
        double[] scores = new double[attention.windows().of(tokens)];
        int from = token / scores.length * scores.length;
        for (int other = 0; other < scores.length; other++) {
          boolean seen = present[from + other] && !attention.windows().hides(token, from + other);
          int place = (head * attention.places() + token - from) * attention.places() + other;
          scores[other] = (seen ? 0 : HIDDEN) + (added.length == 0 ? 0 : added[place]);
        }
        int key = from * width + first;
        double[] shares = shares(q, token * width + first, inputs.get(1), key, attention, scores);
        for (int c = first; c < first + attention.headWidth(); c++) {
          double sum = 0;
          for (int other = 0; other < shares.length; other++) {
            sum += shares[other] * v[(from + other) * width + c];
          }
          y[token * width + c] = (float) sum;
        }
      }
    }
    return y;
  }

  /**
   * How much one query takes of every token of its window.
   *
   * @param key where the head's features of the first of them are
   * @param shares what is added to the scaled products; becomes the result
   */
  private static double[] shares(
      float[] q, int query, float[] k, int key, TokenLayer.Attention attention, double[] shares) {
    int width = attention.width();
    double highest = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < shares.length; other++) {
      double product = 0;
      for (int c = 0; c < attention.headWidth(); c++) {
        product += (double) q[query + c] * k[other * width + key + c];
      }
      shares[other] += product * attention.scale();
      highest = Math.max(highest, shares[other]);
    }
    double sum = 0;
    for (int other = 0; other < shares.length; other++) {
      shares[other] = Math.exp(shares[other] - highest);
      sum += shares[other];
    }
    for (int other = 0; other < shares.length; other++) {
      shares[other] /= sum;
    }
    return shares;
  }

  /**
   * @param inputs tokens, perhaps ids
   */
  static float[] mean(List<float[]> inputs, int first, int width) {
    float[] x = inputs.get(0);
    float[] y = new float[width];
    int tokens = x.length / width;
    boolean[] present = present(inputs, 1, tokens);
    for (int c = 0; c < width; c++) {
      double sum = 0;
      int counted = 0;
      for (int token = first; token < tokens; token++) {
        sum += present[token] ? x[token * width + c] : 0;
        counted += present[token] ? 1 : 0;
      }
      y[c] = (float) (sum / Math.max(1, counted));
    }
    return y;
  }
}
