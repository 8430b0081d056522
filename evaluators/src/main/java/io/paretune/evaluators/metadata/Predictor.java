package io.paretune.evaluators.metadata;

import io.paretune.evaluators.artifact.ExampleBatches;
import io.paretune.evaluators.artifact.ReadiedFile;
import io.paretune.evaluators.task.OutputFunction;
import io.paretune.evaluators.task.Segmentation;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Asks a network's file, knowing nothing but what stands in it or beside it. Holds native memory
 * until closed. One thread at a time.
 */
public final class Predictor implements AutoCloseable {

  /** The task whose answers are no probabilities. */
  private static final String NUMBERS = "regression";

  private static final double EVEN = 0.5;

  private final ModelMetadata metadata;
  private final ReadiedFile file;
  private final BatchModel model;
  private final ExampleBatches batches;

  private Predictor(ModelMetadata metadata, ReadiedFile file, BatchModel model) {
    this.metadata = metadata;
    this.file = file;
    this.model = model;
    this.batches = new ExampleBatches(model, file.layout(), metadata.input().shape());
  }

  /**
   * What an output says.
   *
   * @param name of the class, the label or the number
   * @param value a probability, or a number in its unit
   */
  public record Named(String name, double value) {}

  /**
   * Opens an ONNX file, or a TorchScript file ({@code .pt}, {@code .torchscript}).
   *
   * @throws IllegalArgumentException if nothing says how to use it: one line
   * @throws io.paretune.hardware.HardwareException if the engine refuses the file
   */
  public static Predictor open(Path path, int threads) {
    ModelMetadata metadata = MetadataFile.read(path);
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    boolean torch = name.endsWith(".pt") || name.endsWith(".torchscript");
    var shape = metadata.input().shape();
    if (torch) {
      InputSize size =
          new InputSize(
              List.of((long) shape.channels(), (long) shape.height(), (long) shape.width()));
      return new Predictor(
          metadata,
          ReadiedFile.asItIs(path),
          BatchModel.torchScript(path, size, Placement.cpu(threads)));
    }
    ReadiedFile ready = ReadiedFile.scoring(Deployment.ONNX, path, shape);
    try {
      return new Predictor(metadata, ready, BatchModel.onnx(ready.path(), threads));
    } catch (RuntimeException refused) {
      ready.close();
      throw refused;
    }
  }

  /** What the file says of itself. */
  public ModelMetadata metadata() {
    return metadata;
  }

  /**
   * The answers to an example, the likeliest class or label first; numbers in their order; of a
   * mask the share of the pixels that each class has.
   *
   * @param raw {@code float[channels][height][width]} as read, before any preprocessing; NaN for
   *     what is missing
   */
  public List<Named> answers(float[] raw) {
    float[] values = raw.clone();
    if (!metadata.normalises()) {
      metadata.preprocessing().apply(values, 0, values.length);
    }
    float[] outputs = batches.outputs(values, 1);
    OutputFunction function = metadata.output().function();
    function.apply(outputs, 0, outputs.length);
    List<Named> named = named(outputs);
    if (!metadata.task().equals(NUMBERS)) {
      named.sort(Comparator.comparingDouble(Named::value).reversed());
    }
    return named;
  }

  private List<Named> named(float[] outputs) {
    List<String> names = metadata.names();
    if (List.of(Segmentation.NAME, Segmentation.SINGLE).contains(metadata.task())) {
      return shares(outputs, names);
    }
    List<Named> named = new ArrayList<>();
    if (metadata.positive().isPresent() && outputs.length == 1) {
      String yes = metadata.positive().get();
      String no = names.get(names.get(0).equals(yes) ? 1 : 0);
      named.add(new Named(yes, outputs[0]));
      named.add(new Named(no, 1 - (double) outputs[0]));
      return named;
    }
    if (outputs.length < names.size()) {
      throw new IllegalArgumentException(
          "the file must put out a number for each of %s, got %d".formatted(names, outputs.length));
    }
    for (int i = 0; i < outputs.length; i++) {
      named.add(new Named(i < names.size() ? names.get(i) : "output " + i, outputs[i]));
    }
    return named;
  }

  /** The share of the pixels that each class has. */
  private List<Named> shares(float[] outputs, List<String> names) {
    boolean single = metadata.task().equals(Segmentation.SINGLE);
    int area = outputs.length / (single ? 1 : names.size());
    int[] counts = new int[names.size()];
    for (int p = 0; p < area; p++) {
      int best = single && outputs[p] > EVEN ? 1 : 0;
      for (int c = 1; c < names.size() && !single; c++) {
        best = outputs[c * area + p] > outputs[best * area + p] ? c : best;
      }
      counts[best]++;
    }
    List<Named> named = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      named.add(new Named(names.get(c), (double) counts[c] / area));
    }
    return named;
  }

  @Override
  public void close() {
    model.close();
    file.close();
  }
}
