package io.paretune.evaluators.onnx.graph.call;

import ai.onnxruntime.NodeInfo;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.robustness.Corruption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the arrays of calls come from. */
interface CallSource {

  /** How many calls there are. */
  int size();

  /**
   * The arrays of a call, by the inputs' names; without a name, that of the only input.
   *
   * @param declared the model's inputs, to which the arrays may be fitted
   * @throws IllegalArgumentException if they cannot be: one line
   */
  Map<String, NumpyArray> arrays(int call, Map<String, NodeInfo> declared);

  /** The same calls of corrupted images; empty if they are no images. */
  default Optional<CallSource> corrupted(Corruption corruption) {
    return Optional.empty();
  }

  /** Every other call. */
  default CallSource everyOther(int first, int count) {
    CallSource all = this;
    return new CallSource() {
      @Override
      public int size() {
        return count;
      }

      @Override
      public Map<String, NumpyArray> arrays(int call, Map<String, NodeInfo> declared) {
        return all.arrays(2 * call + first, declared);
      }

      @Override
      public Optional<CallSource> corrupted(Corruption corruption) {
        return all.corrupted(corruption).map(calls -> calls.everyOther(first, count));
      }
    };
  }

  /** Arrays as they are. */
  static CallSource of(List<Map<String, NumpyArray>> calls) {
    List<Map<String, NumpyArray>> all = List.copyOf(calls);
    return new CallSource() {
      @Override
      public int size() {
        return all.size();
      }

      @Override
      public Map<String, NumpyArray> arrays(int call, Map<String, NodeInfo> declared) {
        return all.get(call);
      }
    };
  }
}
