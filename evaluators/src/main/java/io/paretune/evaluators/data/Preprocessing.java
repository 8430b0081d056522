package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What is done to a raw value before a network sees it: {@code (raw * scale - mean[c]) / std[c]} in
 * channel c, and 0 (the mean) for a missing value. Part of a trial's provenance: a deployed network
 * needs the same.
 *
 * @param scale positive; 1/255 for images stored as bytes
 * @param mean one for each channel, in scaled units
 * @param std one for each channel, positive, in scaled units
 */
public record Preprocessing(double scale, List<Double> mean, List<Double> std) {
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (!(scale > 0) || !Double.isFinite(scale)) {
      throw new IllegalArgumentException("scale must be positive, got " + scale);
    }
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "mean and std must have one value a channel, got %d and %d"
              .formatted(mean.size(), std.size()));
    }
    for (int c = 0; c < std.size(); c++) {
      if (!Double.isFinite(mean.get(c)) || !(std.get(c) > 0) || !Double.isFinite(std.get(c))) {
        throw new IllegalArgumentException(
            "mean must be finite and std positive, got %s and %s (channel %d)"
                .formatted(mean.get(c), std.get(c), c));
      }
    }
  }

  /** Values as they are, in every one of {@code channels} channels. */
  public static Preprocessing identity(int channels) {
    return new Preprocessing(
        1, Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /**
   * The preprocessing under which these examples have mean 0 and variance 1 in each channel.
   *
   * <p>A channel that only holds 0 and 1 in a table (a one-hot column) is left as it is, and so is
   * one that never varies. Sums are in double precision. O(size).
   */
  public static Preprocessing measured(Examples train) {
    double scale = train.storesBytes() ? 1 / 255.0 : 1;
    int channels = train.shape().channels();
    int area = train.shape().volume() / channels;
    double[] sum = new double[channels];
    double[] squares = new double[channels];
    long[] count = new long[channels];
    boolean[] binary = new boolean[channels];
    Arrays.fill(binary, !train.storesBytes());
    float[] raw = new float[train.shape().volume()];
    for (int n = 0; n < train.size(); n++) {
      train.copyRaw(n, raw, 0);
      for (int i = 0; i < raw.length; i++) {
        if (!Float.isNaN(raw[i])) {
          double value = raw[i] * scale;
          sum[i / area] += value;
          squares[i / area] += value * value;
          count[i / area]++;
          binary[i / area] &= raw[i] == 0 || raw[i] == 1;
        }
      }
    }
    List<Double> mean = new ArrayList<>();
    List<Double> std = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double centre = count[c] == 0 || binary[c] ? 0 : sum[c] / count[c];
      double variance = count[c] == 0 || binary[c] ? 1 : squares[c] / count[c] - centre * centre;
      mean.add(centre);
      std.add(variance > 1e-12 ? Math.sqrt(variance) : 1.0);
    }
    return new Preprocessing(scale, mean, std);
  }

  /**
   * Applies this to one example of {@code mean.size()} channels at {@code values[offset ...]}, in
   * place.
   */
  void apply(float[] values, int offset, int volume) {
    int area = volume / mean.size();
    for (int c = 0; c < mean.size(); c++) {
      float factor = (float) (scale / std.get(c));
      float shift = (float) (-mean.get(c) / std.get(c));
      for (int i = offset + c * area; i < offset + (c + 1) * area; i++) {
        values[i] = Float.isNaN(values[i]) ? 0 : values[i] * factor + shift;
      }
    }
  }
}
