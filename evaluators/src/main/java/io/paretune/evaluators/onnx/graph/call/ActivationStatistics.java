package io.paretune.evaluators.onnx.graph.call;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.compress.quantise.calibration.SeenValues;
import io.paretune.hardware.runtime.tensor.OnnxFloats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the values of a graph were on some calls: the basis of static quantisation. Every call is
 * run twice, for extremes and for histograms, and gives some values at a time, so that memory is
 * bounded by the largest value and not by the graph or the calls. Immutable once collected.
 */
public final class ActivationStatistics {

  /** Calls that are looked at, evenly of those that are given. */
  private static final int MOST_CALLS = 64;

  /** Values that a session gives to tell their sizes. */
  private static final int FEW = 32;

  /** Bytes of values that one run gives, unless a single one is larger. */
  private static final long AT_ONCE = 64L << 20;

  private final SeenValues seen;
  private final Map<String, ChannelFigures> channels;

  private ActivationStatistics(SeenValues seen, Map<String, ChannelFigures> channels) {
    this.seen = seen;
    this.channels = channels;
  }

  /**
   * Runs the graph.
   *
   * @param channelAxes the values that are wanted, all of 32-bit floats, and along which axis their
   *     channels lie; from the end if negative
   * @throws IllegalArgumentException if a value is not finite
   * @throws io.paretune.hardware.HardwareException if the runtime refuses the model or a call
   */
  public static ActivationStatistics collect(
      ModelProto model, NamedInputs calls, Map<String, Integer> channelAxes) {
    SeenValues seen = new SeenValues();
    Map<String, ChannelFigures> channels = new LinkedHashMap<>();
    for (List<String> group : groups(model, calls, channelAxes.keySet())) {
      try (GraphSession session = GraphSession.judged(shown(model, group))) {
        for (int call : chosen(calls.size())) {
          forEachValue(
              session,
              calls,
              call,
              group,
              (name, value, axes) -> {
                seen.widen(name, value);
                channels
                    .computeIfAbsent(
                        name, key -> new ChannelFigures(channelAxes.getOrDefault(key, 1)))
                    .add(value, axes);
              });
        }
        for (int call : chosen(calls.size())) {
          forEachValue(session, calls, call, group, (name, value, axes) -> seen.count(name, value));
        }
      }
    }
    return new ActivationStatistics(seen, channels);
  }

  /** The range of every value, by name. */
  public Map<String, Range> ranges(CalibrationKind kind) {
    return seen.ranges(kind);
  }

  /** The means of a value's channels; empty if they are not as many at every call. */
  public double[] channelMeans(String name) {
    ChannelFigures found = channels.get(name);
    return found == null ? new double[0] : found.means();
  }

  /** The largest sizes of a value's channels; empty if they are not as many at every call. */
  public double[] channelLargest(String name) {
    ChannelFigures found = channels.get(name);
    return found == null ? new double[0] : found.largest();
  }

  /** How a value's channels vary together, {@code [channels][channels]}; empty if not known. */
  public double[][] channelCovariance(String name) {
    ChannelFigures found = channels.get(name);
    return found == null ? new double[0][] : found.covariance.matrix();
  }

  private static List<Integer> chosen(int calls) {
    List<Integer> chosen = new ArrayList<>();
    int count = Math.min(MOST_CALLS, calls);
    for (int c = 0; c < count; c++) {
      chosen.add((int) ((long) c * calls / count));
    }
    return chosen;
  }

  static ModelProto shown(ModelProto model, List<String> values) {
    ModelProto.Builder shown = model.toBuilder();
    Set<String> there =
        model.getGraph().getOutputList().stream()
            .map(ValueInfoProto::getName)
            .collect(Collectors.toSet());
    TypeProto floats =
        TypeProto.newBuilder()
            .setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))
            .build();
    values.stream()
        .filter(name -> !there.contains(name))
        .sorted()
        .forEach(
            name ->
                shown
                    .getGraphBuilder()
                    .addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats)));
    return shown.build();
  }

  /**
   * Values that one session gives: a runtime keeps what is an output to the end of a run. How large
   * they are, the first call tells, few at a time.
   */
  static Collection<List<String>> groups(ModelProto model, NamedInputs calls, Set<String> values) {
    Map<Long, List<String>> groups = new LinkedHashMap<>();
    long[] sum = new long[1];
    List<String> sorted = values.stream().sorted().toList();
    for (int from = 0; from < sorted.size(); from += FEW) {
      List<String> few = sorted.subList(from, Math.min(sorted.size(), from + FEW));
      try (GraphSession session = GraphSession.judged(shown(model, few))) {
        forEachValue(
            session,
            calls,
            0,
            few,
            (name, value, axes) -> {
              sum[0] += 4L * value.length;
              groups.computeIfAbsent(sum[0] / AT_ONCE, key -> new ArrayList<>()).add(name);
            });
      }
    }
    return groups.values();
  }

  static void forEachValue(
      GraphSession session, NamedInputs calls, int call, List<String> group, Look look) {
    Map<String, OnnxTensor> inputs = session.inputs(calls, call);
    try {
      List<String> computed = new ArrayList<>();
      for (String name : group) {
        OnnxTensor given = inputs.get(name);
        if (given == null) {
          computed.add(name);
        } else {
          look(name, given, look);
        }
      }
      if (!computed.isEmpty()) {
        try (OrtSession.Result result = session.run(inputs, Set.copyOf(computed))) {
          computed.forEach(name -> look(name, result.get(name).orElseThrow(), look));
        }
      }
    } catch (OrtException refused) {
      throw GraphSession.refusal(refused);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static void look(String name, OnnxValue value, Look look) {
    float[] floats = OnnxFloats.of(value).orElse(new float[0]);
    if (floats.length > 0 && value.getInfo() instanceof TensorInfo tensor) {
      look.at(name, floats, tensor.getShape());
    }
  }

  /** Looks at a value of one call. */
  @FunctionalInterface
  interface Look {
    void at(String name, float[] value, long[] axes);
  }

  /** Sums and extremes of the channels of one value. */
  private static final class ChannelFigures {
    private final int axis;
    private double[] sums = new double[0];
    private double[] largest = new double[0];
    private long perChannel;
    private boolean alike = true;
    private final ChannelCovariance covariance = new ChannelCovariance();

    ChannelFigures(int axis) {
      this.axis = axis;
    }

    void add(float[] value, long[] axes) {
      int along = axis < 0 ? axes.length + axis : axis;
      if (along < 0 || along >= axes.length || axes[along] == 0) {
        alike = false;
        return;
      }
      int channels = (int) axes[along];
      int below = 1;
      for (int a = along + 1; a < axes.length; a++) {
        below *= (int) axes[a];
      }
      if (sums.length == 0) {
        sums = new double[channels];
        largest = new double[channels];
      }
      if (sums.length != channels) {
        alike = false;
        return;
      }
      for (int i = 0; i < value.length; i++) {
        int channel = i / below % channels;
        sums[channel] += value[i];
        largest[channel] = Math.max(largest[channel], Math.abs(value[i]));
      }
      perChannel += value.length / channels;
      covariance.add(value, channels, below);
    }

    double[] largest() {
      return alike ? largest.clone() : new double[0];
    }

    double[] means() {
      if (!alike || perChannel == 0) {
        return new double[0];
      }
      double[] means = sums.clone();
      for (int c = 0; c < means.length; c++) {
        means[c] /= perChannel;
      }
      return means;
    }
  }
}
