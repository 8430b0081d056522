package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.hardware.HardwareException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A model that answers as the original does and can be rewritten.
 *
 * @param folded in the original's opset: some of what the runtime joins as it loads a file (such as
 *     attention, 1.29) it knows in the older spelling alone
 * @param model with the original's inputs, outputs and metadata, in an opset that has all that
 *     techniques write
 * @param notes what could not be done, and why
 */
public record PreparedGraph(ModelProto folded, ModelProto model, List<String> notes) {

  /** What a step in floats may take from the cosine: their rounding. */
  private static final double SAME = 1e-3;

  /** Floats do not round where bytes did. */
  private static final double UNFOLDED = 0.1;

  /** Copies the notes. */
  public PreparedGraph {
    notes = List.copyOf(notes);
  }

  /**
   * As {@link #of(ModelProto, ToDoubleFunction)}, what is made not being looked at.
   *
   * @throws IllegalArgumentException if it is no model: one line
   */
  public static PreparedGraph of(byte[] file) {
    try {
      return of(ModelProto.parseFrom(file), made -> 1);
    } catch (InvalidProtocolBufferException unsound) {
      throw new IllegalArgumentException("this is no ONNX model: " + unsound.getMessage(), unsound);
    }
  }

  /**
   * Makes a model ready. A step after which it answers otherwise is not made.
   *
   * @param original any ONNX model whose tensors lie in it
   * @param likeness of a model's answers to the original's, at most 1
   */
  public static PreparedGraph of(ModelProto original, ToDoubleFunction<ModelProto> likeness) {
    Steps steps = new Steps(original, likeness);
    steps.make(ListedWeights::dropped, SAME, "weights among the inputs stay there");
    steps.make(Unfolding::of, UNFOLDED, "what is computed in bytes already stays so");
    steps.make(RuntimeFolding::of, SAME, "constants are not folded");
    ModelProto folded = bare(steps.model);
    steps.make(OpsetRaise::of, SAME, "static-int8 is left out");
    return new PreparedGraph(folded, bare(steps.model), steps.notes);
  }

  /** Steps one after the other. Mutable. */
  private static final class Steps {
    private final ToDoubleFunction<ModelProto> likeness;
    private final List<String> notes = new ArrayList<>();
    private ModelProto model;
    private double now = 1;

    Steps(ModelProto model, ToDoubleFunction<ModelProto> likeness) {
      this.model = model;
      this.likeness = likeness;
    }

    void make(UnaryOperator<ModelProto> step, double loss, String otherwise) {
      try {
        ModelProto made = step.apply(model);
        if (made.equals(model)) {
          return;
        }
        double then = likeness.applyAsDouble(made);
        if (!(then >= now - loss)) {
          throw new IllegalArgumentException(
              "with it, the graph answers otherwise (cosine %.6f)".formatted(then));
        }
        model = made;
        now = then;
        if (loss == UNFOLDED) {
          notes.add("what is computed in bytes already was unfolded to floats first");
        }
      } catch (IllegalArgumentException | HardwareException | UncheckedIOException impossible) {
        notes.add(otherwise + ": " + impossible.getMessage());
      }
    }
  }

  /** Shapes that were found out are no longer needed, and would only be carried along. */
  private static ModelProto bare(ModelProto model) {
    return model.toBuilder().setGraph(model.getGraph().toBuilder().clearValueInfo()).build();
  }
}
