package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.call.FileInput;
import io.paretune.evaluators.onnx.read.call.FileOutput;
import io.paretune.evaluators.onnx.read.call.TextInputs;
import io.paretune.evaluators.onnx.read.file.ModelFile;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.signature.InputLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file as examples of certain data are given to it. What it computes stays as it is; what it
 * leaves open, or puts out beside scores, is declared otherwise in a copy, as far as what runs it
 * wants that.
 *
 * @param layout how it takes an example
 * @param copy the file's bytes, declared otherwise; empty if the file can be run as it is
 */
public record FileForExamples(InputLayout layout, Optional<byte[]> copy) {

  private static final FileForExamples AS_IT_IS =
      new FileForExamples(InputLayout.AS_IT_IS, Optional.empty());

  /**
   * A file whose open rows and columns are the examples', and that puts out all that it does. One
   * that is unsound or takes no such examples stays as it is: what runs it says so.
   */
  public static FileForExamples timed(Path file, Shape.Image example) {
    return of(file, example, false);
  }

  /** As {@link #timed}, of a file that is to put out the scores alone. */
  public static FileForExamples scoring(Path file, Shape.Image example) {
    return of(file, example, true);
  }

  private static FileForExamples of(Path file, Shape.Image example, boolean scoresAlone) {
    try {
      return of(ModelFile.parse(ModelFile.bytes(file)), example, scoresAlone);
    } catch (OnnxImportException unsound) {
      return AS_IT_IS;
    }
  }

  private static FileForExamples of(ModelProto file, Shape.Image example, boolean scoresAlone) {
    Optional<TextInputs> texts = TextInputs.of(file.getGraph());
    boolean told = texts.filter(inputs -> !inputs.idsAlone()).isPresent();
    ModelProto model = told ? texts.get().alone(file) : file;
    ValueInfoProto input = FileInput.onlyInput(model.getGraph());
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    List<Long> axes =
        shape.getDimList().stream()
            .skip(1)
            .map(axis -> axis.hasDimValue() ? axis.getDimValue() : 0)
            .toList();
    Optional<InputLayout> found = InputLayout.of(axes, example);
    if (found.isEmpty()) {
      return AS_IT_IS;
    }
    InputLayout layout = found.get();
    Optional<ValueInfoProto> bound = bound(input, layout, example);
    Optional<GraphProto> scores = scoresAlone ? scores(model) : Optional.empty();
    if (bound.isEmpty() && scores.isEmpty() && !told) {
      return new FileForExamples(layout, Optional.empty());
    }
    GraphProto.Builder graph = scores.orElse(model.getGraph()).toBuilder();
    bound.ifPresent(value -> graph.setInput(graph.getInputList().indexOf(input), value));
    return new FileForExamples(
        layout, Optional.of(model.toBuilder().setGraph(graph).build().toByteArray()));
  }

  /** The input with rows and columns, if it leaves some open. */
  private static Optional<ValueInfoProto> bound(
      ValueInfoProto input, InputLayout layout, Shape.Image example) {
    TypeProto.Tensor type = input.getType().getTensorType();
    TensorShapeProto.Builder shape = type.getShape().toBuilder();
    List<Integer> sizes = sizes(shape.getDimCount(), layout, example);
    boolean open = false;
    for (int a = 1; a < shape.getDimCount(); a++) {
      if (shape.getDim(a).getDimValue() <= 0) {
        open = true;
        shape.setDim(a, TensorShapeProto.Dimension.newBuilder().setDimValue(sizes.get(a - 1)));
      }
    }
    return open
        ? Optional.of(
            input.toBuilder()
                .setType(
                    input.getType().toBuilder().setTensorType(type.toBuilder().setShape(shape)))
                .build())
        : Optional.empty();
  }

  private static List<Integer> sizes(int rank, InputLayout layout, Shape.Image example) {
    if (rank == 2) {
      return List.of(example.elements());
    }
    if (rank == 3) {
      return example.channels() == 1
          ? List.of(example.height(), example.width())
          : List.of(example.channels(), example.width());
    }
    return layout == InputLayout.AS_IT_IS
        ? example.axes()
        : List.of(example.height(), example.width(), example.channels());
  }

  /** The graph with the scores as its only output, if it has others, or them by another name. */
  private static Optional<GraphProto> scores(ModelProto model) {
    GraphProto graph = model.getGraph();
    if (graph.getOutputCount() == 1
        && !graph.getOutput(0).getType().hasSequenceType()
        && FileOutput.floats(graph.getOutput(0))) {
      return Optional.empty();
    }
    String name = FileOutput.of(model, OnnxImport.opset(model)).name();
    List<ValueInfoProto> declared = new ArrayList<>(graph.getOutputList());
    declared.removeIf(value -> !value.getName().equals(name));
    ValueInfoProto scores =
        declared.stream()
            .findFirst()
            .orElseGet(() -> ValueInfoProto.newBuilder().setName(name).build());
    return Optional.of(graph.toBuilder().clearOutput().addOutput(scores).build());
  }
}
