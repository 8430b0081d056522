package io.paretune.evaluators.onnx.signature;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How a file is called: names, order, types and axes of its inputs and outputs, what it says of
 * itself, and what it computes before and behind the network. Immutable.
 */
public final class FileSignature {

  private final ModelProto frame;
  private final InputForm input;
  private final ScoresForm scores;
  private final Tail tail;

  /**
   * @param frame a model without nodes and tensors, with the inputs: what the file declares
   * @param input how the network's input is made of the file's
   * @param scores what the file makes of the network's answers
   * @param tail what it computes of the scores
   */
  public FileSignature(ModelProto frame, InputForm input, ScoresForm scores, Tail tail) {
    if (frame.getGraph().getInputCount() < 1 || frame.getGraph().getNodeCount() > 0) {
      throw new IllegalArgumentException(
          "a signature must have inputs and no nodes, got %d and %d"
              .formatted(frame.getGraph().getInputCount(), frame.getGraph().getNodeCount()));
    }
    this.frame = frame;
    this.input = input;
    this.scores = scores;
    this.tail = tail;
  }

  /**
   * Of networks that no file was there for before: the input {@code input}, channels first, or
   * {@code input_ids}, with an open batch, and one output.
   *
   * @param input shape of one example
   * @param scores the output, by the name that it gets
   * @param metadata entries of the file's metadata
   */
  public static FileSignature fresh(Shape input, ScoresForm scores, Map<String, String> metadata) {
    OnnxGraph graph = new OnnxGraph("network", input);
    graph.output(scores.name(), Shape.vector(scores.axes().get(0)));
    ModelProto.Builder frame = parsed(graph.encode()).toBuilder();
    frame.getGraphBuilder().getInputBuilder(0).setName(name(input));
    metadata.forEach(
        (key, value) ->
            frame.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return new FileSignature(
        frame.build(),
        input instanceof Shape.Ids
            ? TextForm.alone(name(input))
            : InputForm.of(TensorProto.DataType.FLOAT.getNumber()),
        scores,
        Tail.none());
  }

  /** What such an input is called; ids as the tokenizers' own models call them. */
  private static String name(Shape input) {
    return input instanceof Shape.Ids ? "input_ids" : Network.INPUT;
  }

  /** The batch that the file is bound to; 0 if that is free. */
  public int batch() {
    TensorShapeProto axes = frame.getGraph().getInput(0).getType().getTensorType().getShape();
    return axes.getDimCount() == 0 ? 0 : (int) Math.max(0, axes.getDim(0).getDimValue());
  }

  /** The name of the value that holds the scores, an output of the file or not. */
  public String scores() {
    return scores.name();
  }

  /**
   * Puts this around a network.
   *
   * @param network an ONNX file with one input of floats, channels first, and one output {@code
   *     float[batch][n]}
   * @return the file's bytes: what the network answers, called as this says
   */
  public byte[] sign(byte[] network) {
    ModelProto model = parsed(network);
    GraphProto plain = model.getGraph();
    SignedGraph graph = new SignedGraph(frame.getGraph(), promised());
    String from = frame.getGraph().getInput(0).getName();
    String entry = input.plain() ? from : graph.fresh("network.input");
    String exit = scores.plain() ? scores.name() : graph.fresh("network.output");
    graph.call(plain.getInput(0).getName(), entry);
    graph.call(plain.getOutput(0).getName(), exit);
    input.append(from, entry, graph);
    graph.addAll(plain);
    scores.append(exit, graph);
    tail.nodes().forEach(node -> graph.add(node.toBuilder()));
    tail.tensors().forEach(graph::add);
    return frame.toBuilder()
        .setIrVersion(model.getIrVersion())
        .clearOpsetImport()
        .addAllOpsetImport(model.getOpsetImportList())
        .addAllOpsetImport(tail.domains())
        .setGraph(graph.build())
        .build()
        .toByteArray();
  }

  private Set<String> promised() {
    Set<String> names = new HashSet<>(tail.names());
    names.add(scores.name());
    for (ValueInfoProto value : frame.getGraph().getInputList()) {
      names.add(value.getName());
    }
    for (ValueInfoProto value : frame.getGraph().getOutputList()) {
      names.add(value.getName());
    }
    return names;
  }

  private static ModelProto parsed(byte[] file) {
    try {
      return ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalArgumentException("a file that was written must be sound", impossible);
    }
  }
}
