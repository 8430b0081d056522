package io.paretune.experiments.compress.graph;

import io.paretune.evaluators.onnx.graph.call.Fidelity;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * One way to write a model.
 *
 * @param name of it
 * @param file makes its bytes, the same at each call
 * @param bytes of the file
 * @param fidelity to the original
 * @param speed how many times as fast as the original; empty if it was not timed
 * @param quality what a program says of it; empty if none was asked
 */
record Candidate(
    String name,
    Supplier<byte[]> file,
    long bytes,
    Fidelity fidelity,
    OptionalDouble speed,
    OptionalDouble quality) {

  static Candidate of(String name, Supplier<byte[]> file, Fidelity fidelity) {
    return new Candidate(
        name, file, file.get().length, fidelity, OptionalDouble.empty(), OptionalDouble.empty());
  }

  Candidate timed(double times) {
    return new Candidate(name, file, bytes, fidelity, OptionalDouble.of(times), quality);
  }

  Candidate judged(double number) {
    return new Candidate(name, file, bytes, fidelity, speed, OptionalDouble.of(number));
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
    double cosine = fidelity.leastCosine();
    double otherCosine = other.fidelity().leastCosine();
    return bytes <= other.bytes()
        && speed >= otherSpeed
        && cosine >= otherCosine
        && (bytes < other.bytes() || speed > otherSpeed || cosine > otherCosine);
  }
}
