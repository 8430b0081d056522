package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The weights of a network as native arrays, all owned by one manager and freed with it. */
public final class WeightArrays {
  private final List<TensorSpec> specs;
  private final List<TensorSpec> trained;
  private final NDArray flat;
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
    this.trained =
        Stream.concat(
                specs.stream().filter(WeightArrays::decays),
                specs.stream().filter(spec -> spec.role().trainable() && !decays(spec)))
            .toList();
    this.flat = manager.create(values(trained, checked));
    Map<String, NDArray> all = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      if (!spec.role().trainable()) {
        all.put(spec.name(), manager.create(checked.get(spec.name()).toArray(), shape(spec)));
      }
    }
    long from = 0;
    for (TensorSpec spec : trained) {
      long to = from + spec.elements();
      all.put(spec.name(), flat.get(new NDIndex().addSliceDim(from, to)).reshape(shape(spec)));
      from = to;
    }
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      NDArray array = Objects.requireNonNull(all.get(spec.name()));
      array.setName(spec.name());
      ordered.put(spec.name(), array);
    }
    this.arrays = Collections.unmodifiableMap(ordered);
  }

  private static boolean decays(TensorSpec spec) {
    return spec.role() == TensorSpec.Role.WEIGHT;
  }

  private static Shape shape(TensorSpec spec) {
    return new Shape(spec.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  private static float[] values(List<TensorSpec> specs, Weights weights) {
    long size = specs.stream().mapToLong(TensorSpec::elements).sum();
    FloatBuffer all = FloatBuffer.allocate(Math.toIntExact(size));
    specs.forEach(spec -> all.put(weights.get(spec.name()).buffer()));
    return all.array();
  }

  /** The trainable ones in the order of {@link #flat}: those that decay first. */
  public List<TensorSpec> trained() {
    return trained;
  }

  /** The values of the trainable ones, {@code float[n]}, which those are views of. */
  public NDArray flat() {
    return flat;
  }

  /** How many of the values decay: kernels and matrices do, and come first. */
  public long decaying() {
    return trained.stream().filter(WeightArrays::decays).mapToLong(TensorSpec::elements).sum();
  }

  /**
   * The gradients in the order of {@link #flat}.
   *
   * @param leaves of a step, after its backward pass
   * @return {@code float[n]}, in the leaves' manager
   */
  public NDArray gradient(Map<String, NDArray> leaves) {
    NDList gradients = new NDList(trained.size());
    for (TensorSpec spec : trained) {
      NDArray leaf = Objects.requireNonNull(leaves.get(spec.name()));
      gradients.add(leaf.getGradient().reshape(-1));
    }
    return NDArrays.concat(gradients);
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
