package io.paretune.evaluators.onnx.graph.call;

/** How the channels of a value vary together, from some of its places at each call. Mutable. */
final class ChannelCovariance {

  /** More channels are not looked at: their products would be the square of that. */
  private static final int MOST = 640;

  /** Places of a value that are looked at, evenly. */
  private static final int PLACES = 16;

  private double[][] products = new double[0][];
  private double[] sums = new double[0];
  private long count;

  /**
   * Adds a value of one call.
   *
   * @param below values between two channels
   */
  void add(float[] value, int channels, int below) {
    if (channels > MOST) {
      return;
    }
    if (products.length == 0) {
      products = new double[channels][channels];
      sums = new double[channels];
    }
    int all = value.length / channels;
    for (int p = 0; p < Math.min(PLACES, all); p++) {
      int place = (int) ((long) p * all / Math.min(PLACES, all));
      int first = place / below * channels * below + place % below;
      for (int c = 0; c < channels; c++) {
        double own = value[first + c * below];
        sums[c] += own;
        for (int d = 0; own != 0 && d <= c; d++) {
          products[c][d] += own * value[first + d * below];
        }
      }
      count++;
    }
  }

  /** The covariances; empty if nothing was looked at. */
  double[][] matrix() {
    double[][] matrix = new double[products.length][products.length];
    for (int c = 0; c < matrix.length; c++) {
      for (int d = 0; d <= c; d++) {
        matrix[c][d] = products[c][d] / count - sums[c] / count * sums[d] / count;
        matrix[d][c] = matrix[c][d];
      }
    }
    return matrix;
  }
}
