package io.paretune.evaluators.onnx.read;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.List;

/**
 * What an ONNX file holds.
 *
 * @param network the graph; its input is {@code channels x height x width} whatever the file's
 *     layout is
 * @param weights its tensors
 * @param opset version of the operators
 * @param producer the program that wrote the file, with its version; empty if it does not say
 * @param inputName name of the file's input
 * @param channelsLast whether the file takes its images as {@code height x width x channels}
 * @param outputName name of the file's output
 * @param batch the batch size that the file is bound to; 0 if it is free. The network is never
 *     bound
 * @param outputNames names of the outputs, such as classes, from the file's metadata, in order;
 *     empty if it has none
 * @param notes what was simplified, one sentence each
 */
public record ImportedModel(
    Network network,
    Weights weights,
    int opset,
    String producer,
    String inputName,
    boolean channelsLast,
    String outputName,
    int batch,
    List<String> outputNames,
    List<String> notes) {

  /** Copies the lists. */
  public ImportedModel {
    outputNames = List.copyOf(outputNames);
    notes = List.copyOf(notes);
  }

  /** The network with its weights. */
  public WeightedNetwork weighted() {
    return new WeightedNetwork(network, weights);
  }
}
