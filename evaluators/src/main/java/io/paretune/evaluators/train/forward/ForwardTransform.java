package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import java.util.Map;

/**
 * What stands between a network's tensors and values and the layers that compute with them: masks,
 * slices, fake quantisation. It may have parameters of its own, which are trained with the weights.
 * Everything must be differentiable; gradients flow through it.
 */
public interface ForwardTransform {

  /**
   * Parameters of its own as they are at first, under names that the network does not have. They
   * are trained as weights are, but do not decay.
   */
  default Weights parameters() {
    return Weights.of(Map.of());
  }

  /**
   * Brings parameters of its own back to where they may be, in place; called after each of their
   * updates.
   *
   * @param parameters by name
   */
  default void constrain(Map<String, NDArray> parameters) {}

  /**
   * The array to compute with instead of a trainable weight.
   *
   * @param spec which tensor it is
   * @param weight its value, of shape {@code spec.shape()}
   * @param arrays all weights, and the parameters, by name
   */
  NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays);

  /**
   * The running statistic to normalise with instead of one that is kept. In training it is written
   * to, so that it must be a view over the same memory.
   *
   * @param spec which tensor it is
   * @param statistic its value, owned by the step
   */
  default NDArray statistic(TensorSpec spec, NDArray statistic) {
    return statistic;
  }

  /**
   * Whether a node reads {@link #value} instead of the value itself.
   *
   * @param value name of the input or of the node that made it
   */
  default boolean changes(Node reader, String value) {
    return false;
  }

  /**
   * What the nodes that read a changed value compute with; asked once a forward pass.
   *
   * @param name of the input or of the node that made it
   * @param value {@code float[batch][...]}
   * @param arrays all weights, and the parameters, by name
   */
  default NDArray value(String name, NDArray value, Map<String, NDArray> arrays) {
    return value;
  }

  /** This transform of weights that have gone through another one first. */
  default ForwardTransform after(WeightTransform first) {
    ForwardTransform then = this;
    return new ForwardTransform() {
      @Override
      public Weights parameters() {
        return then.parameters();
      }

      @Override
      public void constrain(Map<String, NDArray> parameters) {
        then.constrain(parameters);
      }

      @Override
      public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
        return then.weight(spec, first.apply(spec, weight), arrays);
      }

      @Override
      public NDArray statistic(TensorSpec spec, NDArray statistic) {
        return then.statistic(spec, first.statistic(spec, statistic));
      }

      @Override
      public boolean changes(Node reader, String value) {
        return then.changes(reader, value);
      }

      @Override
      public NDArray value(String name, NDArray value, Map<String, NDArray> arrays) {
        return then.value(name, value, arrays);
      }
    };
  }
}
