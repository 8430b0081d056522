package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says where fewer bits make the file smaller but not the arithmetic: which blocks are computed in
 * float although their weights are stored in fewer bits, because ONNX Runtime's processor kernels
 * have nothing else for them. What is measured is what runs.
 */
public final class KernelFallbacks {

  private KernelFallbacks() {}

  /**
   * One sentence for each width without kernels of its own; empty if every bit that is saved in the
   * file is saved in the arithmetic, too.
   *
   * @param network as it will be exported
   */
  public static List<String> of(Network network, QuantisationPlan plan) {
    Map<Integer, List<String>> unpacked = new TreeMap<>();
    network.nodes().stream()
        .filter(node -> node.layer().weighted())
        .filter(
            node -> {
              int bits = plan.bits(node.block());
              return bits == 16 || (bits == 4 && node.layer().convolves());
            })
        .forEach(
            node -> {
              List<String> blocks =
                  unpacked.computeIfAbsent(plan.bits(node.block()), bits -> new ArrayList<>());
              if (!blocks.contains(node.block())) {
                blocks.add(node.block());
              }
            });
    List<String> sentences = new ArrayList<>();
    unpacked.forEach(
        (bits, blocks) ->
            sentences.add(
                "stored in %d bits, computed in 32 for want of kernels: %s"
                    .formatted(bits, String.join(", ", blocks))));
    return sentences;
  }
}
