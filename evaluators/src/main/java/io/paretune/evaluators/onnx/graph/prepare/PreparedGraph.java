package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that answers as the original does and can be rewritten.
 *
 * @param model with the original's inputs, outputs and metadata
 * @param notes what could not be done, and why
 */
public record PreparedGraph(ModelProto model, List<String> notes) {

  /** Copies the notes. */
  public PreparedGraph {
    notes = List.copyOf(notes);
  }

  /**
   * Makes a model ready.
   *
   * @param file of any ONNX model whose tensors lie in it
   * @throws IllegalArgumentException if it is no such model: one line
   */
  public static PreparedGraph of(byte[] file) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException unsound) {
      throw new IllegalArgumentException("this is no ONNX model: " + unsound.getMessage(), unsound);
    }
    List<String> notes = new ArrayList<>();
    ModelProto floats = model;
    try {
      floats = Unfolding.of(model);
      if (!floats.equals(model)) {
        notes.add("what is computed in bytes already was unfolded to floats first");
      }
    } catch (IllegalArgumentException unsound) {
      notes.add("what is computed in bytes already stays so: " + unsound.getMessage());
    }
    ModelProto folded = RuntimeFolding.of(floats);
    try {
      return new PreparedGraph(bare(OpsetRaise.of(folded)), notes);
    } catch (IllegalArgumentException old) {
      notes.add("static-int8 is left out: " + old.getMessage());
      return new PreparedGraph(bare(folded), notes);
    }
  }

  /** Shapes that were found out are no longer needed, and would only be carried along. */
  private static ModelProto bare(ModelProto model) {
    return model.toBuilder().setGraph(model.getGraph().toBuilder().clearValueInfo()).build();
  }
}
