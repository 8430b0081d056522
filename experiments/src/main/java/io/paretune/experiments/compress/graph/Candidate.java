package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.onnx.graph.GivenGraph;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * One way to write a model.
 *
 * @param name of it
 * @param file what is written
 * @param fidelity to the original
 * @param speed how many times as fast as the original; empty if it was not timed
 * @param quality what a program says of it; empty if none was asked
 */
record Candidate(
    String name, Written file, Fidelity fidelity, OptionalDouble speed, OptionalDouble quality) {

  /**
   * A file that can be made again.
   *
   * @param maker makes the model, the same at each call
   * @param size of it in bytes
   * @param nodes how many have which technique
   */
  record Written(Supplier<ModelProto> maker, long size, Map<String, Integer> nodes) {

    /** Copies the map. */
    Written {
      nodes = Map.copyOf(nodes);
    }

    static Written of(GivenGraph original) {
      return new Written(original::model, original.bytes(), Map.of());
    }

    static Written of(GraphPlan plan, ModelProto made) {
      return new Written(plan::built, made.getSerializedSize(), plan.counts());
    }

    ModelProto model() {
      return maker.get();
    }

    /** Whether a node computes in bytes. */
    boolean inBytes() {
      return nodes.keySet().stream()
          .anyMatch(label -> label.startsWith("static") || label.startsWith("dynamic"));
    }
  }

  static Candidate of(String name, Written file, Fidelity fidelity) {
    return new Candidate(name, file, fidelity, OptionalDouble.empty(), OptionalDouble.empty());
  }

  Candidate timed(double times) {
    return new Candidate(name, file, fidelity, OptionalDouble.of(times), quality);
  }

  Candidate judged(double number) {
    return new Candidate(name, file, fidelity, speed, OptionalDouble.of(number));
  }

  /** Bytes of the file. */
  long bytes() {
    return file.size();
  }

  /** Those that no other one dominates. */
  static List<Candidate> front(List<Candidate> all) {
    return all.stream()
        .filter(one -> all.stream().noneMatch(other -> other.dominates(one)))
        .toList();
  }

  /** Whether it is at least as good in everything, and better in something. */
  boolean dominates(Candidate other) {
    double speed = speed().orElse(0);
    double otherSpeed = other.speed().orElse(0);
    double likeness = fidelity.likeness();
    double otherLikeness = other.fidelity().likeness();
    return bytes() <= other.bytes()
        && speed >= otherSpeed
        && likeness >= otherLikeness
        && (bytes() < other.bytes() || speed > otherSpeed || likeness > otherLikeness);
  }
}
