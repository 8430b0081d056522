package io.paretune.evaluators.onnx.read;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.signature.FileSignature;
import java.util.List;

/**
 * What an ONNX file holds.
 *
 * @param weighted the graph, whose input is {@code channels x height x width} whatever the file's
 *     layout is, with its tensors
 * @param opset version of the operators
 * @param producer the program that wrote the file, with its version; empty if it does not say
 * @param signature how the file is called
 * @param notes what was simplified, one sentence each
 */
public record ImportedModel(
    WeightedNetwork weighted, int opset, String producer, Signature signature, List<String> notes) {

  /** Copies the list. */
  public ImportedModel {
    notes = List.copyOf(notes);
  }

  /**
   * A file's input and output.
   *
   * @param input its name
   * @param channelsLast whether images come as {@code height x width x channels}
   * @param batch the batch size that the file is bound to; 0 if it is free. The network is never
   *     bound
   * @param output its name
   * @param outputNames what its values are, such as classes, from the file's metadata, in order;
   *     empty if it does not say
   * @param file how a copy of the file is called: as the file itself
   */
  public record Signature(
      String input,
      boolean channelsLast,
      int batch,
      String output,
      List<String> outputNames,
      FileSignature file) {
    /** Copies the list. */
    public Signature {
      outputNames = List.copyOf(outputNames);
    }
  }

  /** The graph. */
  public Network network() {
    return weighted.network();
  }

  /** Its tensors. */
  public Weights weights() {
    return weighted.weights();
  }
}
