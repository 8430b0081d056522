package io.paretune.hardware.runtime.batch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A TorchScript module whose batch is open. */
final class TorchBatches implements BatchModel {

  /** Weights that were saved on a GPU come to the placement's device. */
  private static final Map<String, String> OPTIONS = Map.of("mapLocation", "true");

  private final Model model;
  private final InputSize example;
  private final ParameterStore parameters;

  private TorchBatches(Model model, InputSize example) {
    this.model = model;
    this.example = example;
    this.parameters = new ParameterStore(model.getNDManager(), false);
  }

  static TorchBatches open(Path file, InputSize example, Placement where) {
    if (!Files.isReadable(file)) {
      throw new HardwareException("the model " + file + " is not a readable file");
    }
    // not as a stream, which DJL would write to a directory that a killed process leaves behind
    return open(
        model ->
            model.load(
                file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()), OPTIONS),
        file.toString(),
        example,
        where);
  }

  static TorchBatches open(byte[] file, InputSize example, Placement where) {
    return open(
        model -> model.load(new ByteArrayInputStream(file), OPTIONS),
        "of %d bytes".formatted(file.length),
        example,
        where);
  }

  private static TorchBatches open(
      Loading loading, String what, InputSize example, Placement where) {
    Model model = Model.newInstance("network", TorchEngine.device(where.device()), "PyTorch");
    try {
      loading.into(model);
      return new TorchBatches(model, example);
    } catch (EngineException | MalformedModelException | IOException e) {
      model.close();
      throw new ModelRefusedException("cannot load a model " + what + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<Long> inputAxes() {
    return Stream.concat(Stream.of(-1L), example.axes().stream()).toList();
  }

  @Override
  public Map<String, float[]> run(FloatBuffer examples, int count) {
    long[] axes =
        LongStream.concat(LongStream.of(count), example.axes().stream().mapToLong(Long::longValue))
            .toArray();
    try (NDManager step = model.getNDManager().newSubManager()) {
      NDArray batch = step.create(examples, new Shape(axes));
      NDList outputs = model.getBlock().forward(parameters, new NDList(batch), false);
      Map<String, float[]> values = new LinkedHashMap<>();
      for (int i = 0; i < outputs.size(); i++) {
        values.put("output " + i, outputs.get(i).toFloatArray());
      }
      return values;
    } catch (EngineException e) {
      throw new ModelRefusedException(
          "cannot run the model on %d examples: %s".formatted(count, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    model.close();
  }

  /** Loads a file into a model. */
  @FunctionalInterface
  private interface Loading {
    void into(Model model) throws IOException, MalformedModelException;
  }
}
