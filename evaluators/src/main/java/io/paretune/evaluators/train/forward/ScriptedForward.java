package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.torchscript.TrainableScript;
import io.paretune.hardware.deployment.Precision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The trainable form of networks as generated TorchScript: one call a forward pass instead of one
 * an operator, images laid out channels last, convolutions in 16 bits if wanted. It does what
 * {@link Forward} does in training, up to rounding, for every transform that leaves values alone.
 *
 * <p>Modules are kept by their text, which does not depend on widths. Not thread safe.
 */
public final class ScriptedForward {
  private static final int MOST_MODULES = 256;

  private final NDManager manager;
  private final Precision precision;
  private final Map<String, PtSymbolBlock> modules = new LinkedHashMap<>();
  private final Map<Asked, TrainableScript> scripts = new LinkedHashMap<>();

  private record Asked(Network network, boolean running, List<String> hidden) {}

  /**
   * @param precision of convolutions
   * @param manager of a device; owns the modules
   */
  public ScriptedForward(Precision precision, NDManager manager) {
    this.precision = precision;
    this.manager = manager;
    JniUtils.setGraphExecutorOptimize(false);
  }

  /** Whether a transform leaves values alone, so that a script can compute with them. */
  public static boolean serves(Network network, ForwardTransform transform) {
    for (Node node : network.nodes()) {
      for (String name : node.inputs()) {
        if (transform.changes(node, name)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The outputs, raw, and the hidden values that are asked for, by name.
   *
   * @param weights those of the network, and the transform's parameters
   * @param mode of training
   * @param hidden names of nodes
   * @return in the input's manager, in 32 bits
   */
  public Map<String, NDArray> values(
      Network network,
      Map<String, NDArray> weights,
      NDArray input,
      Mode mode,
      ForwardTransform transform,
      List<String> hidden) {
    Asked asked = new Asked(network, mode == Mode.TRAINING, hidden);
    TrainableScript script = scripts.get(asked);
    if (script == null) {
      script = new TrainableScript(network, precision, asked.running(), hidden);
      scripts.put(asked, script);
      shrink(scripts);
    }
    NDList arguments = new NDList(input);
    for (TensorSpec spec : script.tensors()) {
      NDArray array = argument(spec, weights, transform);
      array.setName("w[]");
      arguments.add(array);
    }
    NDList results = IValueUtils.forward(module(script.text()), arguments, true);
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put(network.output().name(), results.get(0));
    for (int i = 0; i < hidden.size(); i++) {
      values.put(hidden.get(i), results.get(i + 1));
    }
    return values;
  }

  private static NDArray argument(
      TensorSpec spec, Map<String, NDArray> weights, ForwardTransform transform) {
    NDArray stored = weights.get(spec.name());
    if (stored == null) {
      throw new IllegalArgumentException(
          "every tensor must be given, got none (tensor '" + spec.name() + "')");
    }
    return spec.role().trainable()
        ? transform.weight(spec, stored, weights)
        : transform.statistic(spec, stored);
  }

  private PtSymbolBlock module(String text) {
    PtSymbolBlock known = modules.get(text);
    if (known != null) {
      return known;
    }
    PtSymbolBlock loaded;
    try {
      loaded =
          JniUtils.loadModule(
              (PtNDManager) manager,
              new ByteArrayInputStream(TrainableScript.encode(text)),
              false,
              false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot load a generated script", e);
    }
    modules.put(text, loaded);
    if (modules.size() > MOST_MODULES) {
      Objects.requireNonNull(modules.remove(modules.keySet().iterator().next())).close();
    }
    return loaded;
  }

  private static void shrink(Map<Asked, TrainableScript> scripts) {
    if (scripts.size() > MOST_MODULES) {
      scripts.remove(scripts.keySet().iterator().next());
    }
  }
}
