package io.paretune.evaluators.network;

import io.paretune.hardware.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The tensors of a network by name, in order. Immutable and thread safe. */
public final class Weights {

  private final Map<String, Tensor> tensors;

  private Weights(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /** These tensors, in the map's order. */
  public static Weights of(Map<String, Tensor> tensors) {
    return new Weights(new LinkedHashMap<>(tensors));
  }

  /** Names in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Whether a tensor of this name exists. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no tensor '%s'; there are %s".formatted(name, tensors.keySet()));
    }
    return tensor;
  }

  /** All tensors in order; unmodifiable. */
  public Map<String, Tensor> asMap() {
    return tensors;
  }

  /** A copy in which one tensor is replaced or appended. */
  public Weights with(String name, Tensor tensor) {
    return with(Map.of(name, tensor));
  }

  /** A copy in which these tensors are replaced or appended. */
  public Weights with(Map<String, Tensor> changed) {
    Map<String, Tensor> copy = new LinkedHashMap<>(tensors);
    copy.putAll(changed);
    return new Weights(copy);
  }

  /** Number of values over all tensors. */
  public long size() {
    return tensors.values().stream().mapToLong(Tensor::size).sum();
  }

  /**
   * These weights, in the network's order, after a check that they are exactly what it expects.
   *
   * @throws IllegalArgumentException naming the first tensor that is missing, of another shape, or
   *     not expected
   */
  public Weights requireFor(Network network) {
    List<TensorSpec> specs = network.tensors();
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      Tensor tensor = get(spec.name());
      if (!tensor.hasShape(spec.dimensions())) {
        throw new IllegalArgumentException(
            "tensor '%s' must have shape %s, got %s"
                .formatted(spec.name(), spec.shape(), Arrays.toString(tensor.shape())));
      }
      ordered.put(spec.name(), tensor);
    }
    for (String name : tensors.keySet()) {
      if (!ordered.containsKey(name)) {
        throw new IllegalArgumentException(
            "tensor '%s' must belong to the network; it expects %s"
                .formatted(name, ordered.keySet()));
      }
    }
    return new Weights(ordered);
  }

  /** SHA-256 over names, shapes and values, as 64 lower-case hexadecimal digits. */
  public String contentHash() {
    MessageDigest digest = Digest.sha256();
    tensors.forEach(
        (name, tensor) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(Arrays.toString(tensor.shape()).getBytes(StandardCharsets.UTF_8));
          ByteBuffer bytes =
              ByteBuffer.allocate(Math.multiplyExact(4, tensor.size()))
                  .order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(tensor.buffer());
          digest.update(bytes.array());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights that && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(tensors);
  }

  @Override
  public String toString() {
    return "Weights[%d tensors, %d values]".formatted(tensors.size(), size());
  }
}
