package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.DataException;
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

  /** Those that {@link #named} knows. */
  public static final List<String> NAMES =
      List.of("none", "imagenet", "zero-to-one", "minus-one-to-one");

  private static final Preprocessing ZERO_TO_ONE =
      new Preprocessing(1 / 255.0, List.of(0.0), List.of(1.0));
  private static final Preprocessing MINUS_ONE_TO_ONE =
      new Preprocessing(1 / 255.0, List.of(0.5), List.of(0.5));
  private static final Preprocessing IMAGENET =
      new Preprocessing(1 / 255.0, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

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

  /**
   * What is called so: {@code none}, {@code zero-to-one}, {@code minus-one-to-one} or {@code
   * imagenet}, the means and deviations of red, green and blue that torchvision's models are
   * trained with.
   *
   * @throws IllegalArgumentException if there is no such name
   */
  public static Preprocessing named(String name) {
    return switch (name) {
      case "none" -> identity(1);
      case "zero-to-one" -> ZERO_TO_ONE;
      case "minus-one-to-one" -> MINUS_ONE_TO_ONE;
      case "imagenet" -> IMAGENET;
      default ->
          throw new IllegalArgumentException(
              "preprocessing must be one of %s, or {scale, mean, std}, got '%s'"
                  .formatted(String.join(", ", NAMES), name));
    };
  }

  /**
   * This for some examples: one value for all channels becomes one for each.
   *
   * @param data what they are called, for the message
   * @throws DataException if this has other channels, or is for images and they are none
   */
  Preprocessing of(Examples examples, String data) {
    int channels = examples.shape().channels();
    if (examples.shape().isText()) {
      throw new DataException(data, "images or numbers, as preprocessing is given", "texts");
    }
    if (!examples.storesBytes()
        && (equals(ZERO_TO_ONE) || equals(MINUS_ONE_TO_ONE) || equals(IMAGENET))) {
      throw new DataException(
          data,
          "images of bytes for this preprocessing, which divides by 255 (preprocessing: none, or"
              + " {scale, mean, std})",
          "numbers");
    }
    if (mean.size() == channels) {
      return this;
    }
    if (mean.size() > 1) {
      throw new DataException(
          data,
          "as many channels as preprocessing has values of mean and std, " + mean.size(),
          channels + (channels == 1 && mean.size() == 3 ? " (channels: rgb makes three)" : ""));
    }
    return new Preprocessing(
        scale,
        Collections.nCopies(channels, mean.get(0)),
        Collections.nCopies(channels, std.get(0)));
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
    if (train.shape().isText()) {
      return identity(train.shape().channels());
    }
    return of(train.remembered("preprocessing", () -> text(summed(train))));
  }

  /** To the last bit. */
  private static String text(Preprocessing measured) {
    StringBuilder text = new StringBuilder(Double.toHexString(measured.scale));
    measured.mean.forEach(value -> text.append(' ').append(Double.toHexString(value)));
    measured.std.forEach(value -> text.append(' ').append(Double.toHexString(value)));
    return text.toString();
  }

  private static Preprocessing of(String text) {
    List<Double> numbers = Arrays.stream(text.split(" ", -1)).map(Double::valueOf).toList();
    int channels = numbers.size() / 2;
    return new Preprocessing(
        numbers.get(0),
        numbers.subList(1, 1 + channels),
        numbers.subList(1 + channels, numbers.size()));
  }

  private static Preprocessing summed(Examples train) {
    double scale = train.storesBytes() ? 1 / 255.0 : 1;
    int area = train.shape().volume() / train.shape().channels();
    List<ChannelSums> channels = new ArrayList<>();
    for (int c = 0; c < train.shape().channels(); c++) {
      channels.add(new ChannelSums(!train.storesBytes()));
    }
    boolean coloured = train.storesBytes() && channels.size() == 3;
    train.forEachRaw(
        raw -> {
          if (coloured) {
            ChannelSums.addAtOnce(channels, raw, scale);
            return;
          }
          for (int c = 0; c < channels.size(); c++) {
            channels.get(c).add(raw, c * area, (c + 1) * area, scale);
          }
        });
    return new Preprocessing(
        scale,
        channels.stream().map(ChannelSums::centre).toList(),
        channels.stream().map(ChannelSums::deviation).toList());
  }

  /** What is added up of a channel; one of nothing but 0 and 1 is left as it is. */
  private static final class ChannelSums {
    private double sum;
    private double squares;
    private long count;
    private boolean binary;

    ChannelSums(boolean binary) {
      this.binary = binary;
    }

    /** Adds the values from {@code from} to {@code to} that are not missing. */
    void add(float[] raw, int from, int to, double scale) {
      double added = sum;
      double squared = squares;
      for (int i = from; i < to; i++) {
        if (!Float.isNaN(raw[i])) {
          double value = raw[i] * scale;
          added += value;
          squared += value * value;
          count++;
          binary &= raw[i] == 0 || raw[i] == 1;
        }
      }
      sum = added;
      squares = squared;
    }

    /**
     * As {@link #add} of each of three channels, of which nothing is missing: an addition waits for
     * the one before it in its channel alone, and so a third of the time is enough.
     */
    static void addAtOnce(List<ChannelSums> three, float[] raw, double scale) {
      int area = raw.length / 3;
      ChannelSums first = three.get(0);
      ChannelSums second = three.get(1);
      ChannelSums third = three.get(2);
      double[] sums = {first.sum, second.sum, third.sum};
      double[] squares = {first.squares, second.squares, third.squares};
      for (int i = 0; i < area; i++) {
        double red = raw[i] * scale;
        double green = raw[area + i] * scale;
        double blue = raw[2 * area + i] * scale;
        sums[0] += red;
        sums[1] += green;
        sums[2] += blue;
        squares[0] += red * red;
        squares[1] += green * green;
        squares[2] += blue * blue;
      }
      for (int c = 0; c < three.size(); c++) {
        three.get(c).sum = sums[c];
        three.get(c).squares = squares[c];
        three.get(c).count += area;
      }
    }

    double centre() {
      return count == 0 || binary ? 0 : sum / count;
    }

    double deviation() {
      double variance = count == 0 || binary ? 1 : squares / count - centre() * centre();
      return variance > 1e-12 ? Math.sqrt(variance) : 1.0;
    }
  }

  /**
   * Applies this to one example of {@code mean.size()} channels at {@code values[offset ...]}, in
   * place; a missing value becomes 0.
   */
  public void apply(float[] values, int offset, int volume) {
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
