package io.paretune.evaluators.compress.quantise.calibration;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * What every activation of a network was on some images: the basis of static quantisation.
 * Collected by running the float model on ONNX Runtime with all intermediate values as outputs,
 * twice: for the extremes, then for the histograms. Immutable once collected, thread-safe.
 */
public final class Calibration {

  private static final int BATCH = 16;

  private final SeenValues seen;
  private final Map<String, double[]> means;

  /** A search over thousands of bins a value: done once, however many files are written. */
  private final Map<CalibrationKind, Map<String, Range>> ranges = new ConcurrentHashMap<>();

  private Calibration(SeenValues seen, Map<String, double[]> means) {
    this.seen = seen;
    this.means = means;
  }

  /**
   * Runs the network on these images.
   *
   * @param network with batch normalisation folded, as it will be quantised
   * @param images {@code float[n][elements]}, n at least 1, preprocessed as for inference; a few
   *     hundred suffice
   * @param threads threads to run on
   * @throws IllegalArgumentException if there are no images or an activation is not finite
   */
  public static Calibration collect(
      Network network, Weights weights, float[][] images, int threads) {
    Set<String> all = new LinkedHashSet<>(Set.of(Network.INPUT));
    network.nodes().forEach(node -> all.add(node.name()));
    return collect(network, weights, all, images, threads);
  }

  /**
   * As the other, looking at some values alone: what is not asked for is neither copied nor
   * counted, and the runtime may fuse what makes it with what reads it.
   *
   * @param names of nodes, or {@link Network#INPUT}
   */
  public static Calibration collect(
      Network network, Weights weights, Set<String> names, float[][] images, int threads) {
    if (images.length == 0) {
      throw new IllegalArgumentException("calibration needs at least 1 image, got 0");
    }
    Set<String> outputs = new LinkedHashSet<>(names);
    outputs.remove(Network.INPUT);
    if (outputs.isEmpty()) {
      outputs.add(network.output().name()); // a model has one
    }
    SeenValues seen = new SeenValues();
    ChannelSums sums = new ChannelSums();
    try (BatchModel model =
        BatchModel.onnx(OnnxExport.encode(network, weights, outputs), threads)) {
      forEachValue(
          model,
          images,
          names,
          (name, values) -> {
            seen.widen(name, values);
            sums.add(name, values, network.shapeOf(name));
          });
      forEachValue(model, images, names, seen::count);
    }
    return new Calibration(seen, sums.means());
  }

  /** What the channels of named values add up to. */
  private static final class ChannelSums {
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private final Map<String, Long> counts = new HashMap<>();

    /** An image's channels are planes, all others lie side by side. */
    void add(String name, float[] values, Shape shape) {
      double[] sum = sums.computeIfAbsent(name, key -> new double[shape.channels()]);
      int plane = shape instanceof Shape.Image image ? image.height() * image.width() : 1;
      int channel = 0;
      for (int from = 0; from < values.length; from += plane) {
        double all = sum[channel];
        for (int i = from; i < from + plane; i++) {
          all += values[i];
        }
        sum[channel] = all;
        channel = channel + 1 < sum.length ? channel + 1 : 0;
      }
      counts.merge(name, (long) values.length / sum.length, Long::sum);
    }

    Map<String, double[]> means() {
      Map<String, double[]> means = new LinkedHashMap<>();
      sums.forEach(
          (name, sum) -> {
            long count = counts.getOrDefault(name, 1L);
            means.put(name, Arrays.stream(sum).map(each -> each / count).toArray());
          });
      return means;
    }
  }

  private static void forEachValue(
      BatchModel model, float[][] images, Set<String> names, BiConsumer<String, float[]> action) {
    BiConsumer<String, float[]> asked =
        (name, values) -> {
          if (names.contains(name)) {
            action.accept(name, values);
          }
        };
    for (int from = 0; from < images.length; from += BATCH) {
      float[][] batch = Arrays.copyOfRange(images, from, Math.min(images.length, from + BATCH));
      FloatBuffer flat = FloatBuffer.allocate(batch.length * model.elements());
      for (float[] image : batch) {
        if (image.length != model.elements()) {
          throw new IllegalArgumentException(
              "a calibration image must have %d values, got %d"
                  .formatted(model.elements(), image.length));
        }
        flat.put(image);
      }
      asked.accept(Network.INPUT, flat.array());
      model.run(flat.flip(), batch.length).forEach(asked);
    }
  }

  /**
   * The mean of each channel (feature of a vector) of the input or of a node's value.
   *
   * @throws IllegalArgumentException if there is no such value
   */
  public double[] channelMeans(String name) {
    double[] found = means.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "every value must have been calibrated, got none for '%s'; calibrate this network"
              .formatted(name));
    }
    return found.clone();
  }

  /** The range of the input and of every node's value, by name. */
  public Map<String, Range> ranges(CalibrationKind kind) {
    return ranges.computeIfAbsent(kind, each -> Collections.unmodifiableMap(seen.ranges(each)));
  }
}
