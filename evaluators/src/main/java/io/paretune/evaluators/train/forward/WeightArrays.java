package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of a network as native arrays, all owned by one manager and freed with it. */
public final class WeightArrays {
  private final List<TensorSpec> specs;
  private final Map<String, NDArray> arrays;

  public WeightArrays(Network network, Weights weights, NDManager manager) {
    this(network.tensors(), weights.requireFor(network), manager);
  }

  /** Tensors that are no single network's. */
  public static WeightArrays of(List<TensorSpec> specs, Weights weights, NDManager manager) {
    return new WeightArrays(List.copyOf(specs), weights, manager);
  }

  /** Parameters beside those of a network: scales of something, which do not decay. */
  public static WeightArrays ofParameters(Weights parameters, NDManager manager) {
    List<TensorSpec> specs = new ArrayList<>();
    parameters
        .asMap()
        .forEach(
            (name, tensor) -> {
              List<Integer> shape = Arrays.stream(tensor.shape()).boxed().toList();
              specs.add(new TensorSpec(name, shape, TensorSpec.Role.GAMMA));
            });
    return new WeightArrays(specs, parameters, manager);
  }

  private WeightArrays(List<TensorSpec> specs, Weights checked, NDManager manager) {
    this.specs = specs;
    Map<String, NDArray> all = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
      NDArray array = manager.create(checked.get(spec.name()).toArray(), new Shape(shape));
      array.setName(spec.name());
      all.put(spec.name(), array);
    }
    this.arrays = Collections.unmodifiableMap(all);
  }

  public List<TensorSpec> specs() {
    return specs;
  }

  /** The arrays themselves: to read, or to update in place. */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  public NDArray get(TensorSpec spec) {
    NDArray array = arrays.get(spec.name());
    if (array == null) {
      throw new IllegalArgumentException("no array of this name, got '" + spec.name() + "'");
    }
    return array;
  }

  /**
   * What one step works with: each array again, over the same memory, owned by the step; those that
   * are trainable as leaves. A leaf's gradient dies with the step, so none has to be zeroed, and
   * nothing attaches itself to the long-lived arrays, which is how DJL's own trainer leaks.
   */
  public Map<String, NDArray> leaves(NDManager step) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      NDArray array = get(spec).stopGradient();
      array.attach(step);
      if (spec.role().trainable()) {
        array.setRequiresGradient(true);
      }
      leaves.put(spec.name(), array);
    }
    return leaves;
  }

  /**
   * The same arrays without gradients, owned by a step: what is made of them belongs to it, too,
   * and dies with it.
   */
  public static Map<String, NDArray> views(Map<String, NDArray> arrays, NDManager step) {
    Map<String, NDArray> views = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          NDArray view = array.stopGradient();
          view.attach(step);
          views.put(name, view);
        });
    return views;
  }

  /** A copy in Java's memory. */
  public Weights toWeights() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      tensors.put(spec.name(), Tensor.of(get(spec).toFloatArray(), spec.dimensions()));
    }
    return Weights.of(tensors);
  }
}
