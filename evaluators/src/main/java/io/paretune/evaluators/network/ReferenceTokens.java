package io.paretune.evaluators.network;

/** What the reference does with tokens: {@code float[tokens x width]}, token by token. */
final class ReferenceTokens {

  private ReferenceTokens() {}

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

  static float[] attention(float[] q, float[] k, float[] v, TokenLayer.Attention attention) {
    float[] y = new float[q.length];
    int width = attention.width();
    int tokens = q.length / width;
    for (int head = 0; head < attention.heads(); head++) {
      int first = head * attention.headWidth();
      for (int token = 0; token < tokens; token++) {
        double[] shares = shares(q, token * width + first, k, first, attention);
        for (int c = first; c < first + attention.headWidth(); c++) {
          double sum = 0;
          for (int other = 0; other < tokens; other++) {
            sum += shares[other] * v[other * width + c];
          }
          y[token * width + c] = (float) sum;
        }
      }
    }
    return y;
  }

  /** How much one query takes of every token. */
  private static double[] shares(
      float[] q, int query, float[] k, int first, TokenLayer.Attention attention) {
    int width = attention.width();
    double[] shares = new double[k.length / width];
    double highest = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < shares.length; other++) {
      for (int c = 0; c < attention.headWidth(); c++) {
        shares[other] += (double) q[query + c] * k[other * width + first + c];
      }
      shares[other] *= attention.scale();
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

  static float[] mean(float[] x, int first, int width) {
    float[] y = new float[width];
    int tokens = x.length / width;
    for (int c = 0; c < width; c++) {
      double sum = 0;
      for (int token = first; token < tokens; token++) {
        sum += x[token * width + c];
      }
      y[c] = (float) (sum / (tokens - first));
    }
    return y;
  }
}
