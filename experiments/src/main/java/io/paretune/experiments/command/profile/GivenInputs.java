package io.paretune.experiments.command.profile;

import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values that somebody measures a file on, and the sizes that they tell.
 *
 * @param size of all inputs
 * @param input their values, one after the other
 */
record GivenInputs(InputSize size, ModelInput input) {

  /**
   * Reads arrays for a file.
   *
   * @throws IllegalArgumentException if they are not those of its inputs: one line
   * @throws io.paretune.hardware.HardwareException if the runtime refuses the file
   */
  static GivenInputs read(Path arrays, Path model) {
    Map<String, NumpyArray> given = NamedInputs.arrays(arrays);
    boolean onnx = model.toString().endsWith(ModelFormat.ONNX.ending());
    List<String> names = onnx ? OnnxRuntime.inputNames(model) : List.copyOf(given.keySet());
    NumpyArray only = given.get("");
    if (only != null && onnx && names.size() == 1) {
      given = Map.of(names.get(0), only);
    }
    List<InputSize.Named> sizes = new ArrayList<>();
    int count = 0;
    for (String name : names) {
      NumpyArray array = given.get(name);
      if (array == null || array.isText() || given.size() != names.size()) {
        throw new IllegalArgumentException(
            "the arrays must be the model's inputs %s, got %s".formatted(names, given.keySet()));
      }
      sizes.add(
          new InputSize.Named(
              name.isEmpty() ? "input" : name,
              array.shape().stream().map(Integer::longValue).toList(),
              onnx ? Optional.empty() : Optional.of(array.type())));
      count = Math.addExact(count, Math.toIntExact(array.size()));
    }
    float[] values = new float[count];
    int at = 0;
    for (String name : names) {
      NumpyArray array = given.getOrDefault(name, only);
      for (int i = 0; array != null && i < array.size(); i++) {
        values[at] = (float) array.at(i);
        if (!array.type().startsWith("float") && values[at] != array.at(i)) {
          throw new IllegalArgumentException(
              "whole numbers to measure on may have at most 24 bits, got %s in '%s'"
                  .formatted(array.at(i), name));
        }
        at++;
      }
    }
    return new GivenInputs(new InputSize(List.of(), sizes), ModelInput.of(values));
  }
}
