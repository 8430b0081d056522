package io.paretune.experiments.compress.graph;

import io.paretune.evaluators.onnx.graph.Fidelity;
import io.paretune.evaluators.onnx.graph.GraphQuantisation;
import io.paretune.evaluators.onnx.graph.NamedInputs;
import io.paretune.evaluators.onnx.graph.WeightCoding;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.onnx.read.OnnxImportException;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A model in every coding of its numbers, judged by the original's answers to some calls. Nothing
 * is trained and no label is needed. Immutable.
 */
public final class GraphCompression {

  /** The name of the recommended file within the directory. */
  public static final String FILE = "recommended.onnx";

  /**
   * One way to keep the numbers.
   *
   * @param name of it
   * @param bytes of the file
   * @param fidelity to the original
   */
  private record Candidate(String name, int bytes, Fidelity fidelity) {}

  private final byte[] original;
  private final List<Candidate> candidates;
  private final List<byte[]> files;
  private final List<String> notes;

  private GraphCompression(
      byte[] original, List<Candidate> candidates, List<byte[]> files, List<String> notes) {
    this.original = original;
    this.candidates = candidates;
    this.files = files;
    this.notes = notes;
  }

  /**
   * Tries every coding.
   *
   * @param kept is found in the names of nodes and tensors that stay in floats
   * @throws IllegalArgumentException if the model or the calls cannot be used: one line
   */
  public static GraphCompression of(Path model, NamedInputs calls, Pattern kept) {
    byte[] original = bytes(model);
    // the original against itself: whether the calls are of this model
    Candidate first =
        new Candidate("as it came", original.length, Fidelity.of(original, original, calls));
    if (first.fidelity().outputs().isEmpty()) {
      throw new IllegalArgumentException(
          "the model must put out floats, which alone can be compared, got none");
    }
    List<Candidate> candidates = new ArrayList<>(List.of(first));
    List<byte[]> files = new ArrayList<>(List.of(original));
    List<String> notes = new ArrayList<>(List.of(way(model)));
    for (WeightCoding coding : WeightCoding.values()) {
      try {
        byte[] file = GraphQuantisation.of(original, coding, kept);
        candidates.add(
            new Candidate(coding.label(), file.length, Fidelity.of(original, file, calls)));
        files.add(file);
      } catch (IllegalArgumentException impossible) {
        notes.add(coding.label() + " is left out: " + impossible.getMessage());
      }
    }
    return new GraphCompression(original, candidates, files, notes);
  }

  private static byte[] bytes(Path model) {
    try {
      return Files.readAllBytes(model);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("the model " + model + " cannot be read", unreadable);
    }
  }

  /** Why the graph stays one. */
  private static String way(Path model) {
    try {
      OnnxImport.read(model);
      return "the graph stays as it is: without labels nothing is removed or trained (--data"
          + " searches more)";
    } catch (OnnxImportException unknown) {
      return "the graph stays as it is, since it is no network that could be rebuilt: "
          + unknown.getMessage();
    }
  }

  /** What a user should know, a line each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** A line for each file, the recommended one marked. */
  public String table(double minCosine) {
    int chosen = chosen(minCosine).orElse(-1);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-16s %12s %8s %12s %14s %13s  %s%n",
            "",
            "bytes",
            "of it",
            "cosine",
            "relative error",
            "same largest",
            "worst output"));
    for (int c = 0; c < candidates.size(); c++) {
      Candidate candidate = candidates.get(c);
      Fidelity.Output worst =
          candidate.fidelity().outputs().stream()
              .min(Comparator.comparingDouble(Fidelity.Output::cosine))
              .orElseThrow();
      text.append(
          String.format(
              Locale.ROOT,
              "%-16s %12d %7.1f%% %12.6f %14.6f %12.1f%%  %s%n",
              candidate.name() + (c == chosen ? " *" : ""),
              candidate.bytes(),
              100.0 * candidate.bytes() / original.length,
              worst.cosine(),
              worst.relativeError(),
              100 * worst.agreement(),
              worst.name()));
    }
    return text.toString();
  }

  /** The smallest file that is alike enough, and smaller than the original. */
  private Optional<Integer> chosen(double minCosine) {
    return Stream.iterate(1, c -> c + 1)
        .limit(Math.max(0, candidates.size() - 1))
        .filter(c -> candidates.get(c).fidelity().leastCosine() >= minCosine)
        .filter(c -> candidates.get(c).bytes() < original.length)
        .min(Comparator.comparingInt(c -> candidates.get(c).bytes()));
  }

  /**
   * Writes the recommended file.
   *
   * @return where it lies; empty if none is alike enough
   */
  public Optional<Path> keep(double minCosine, Path directory) {
    return chosen(minCosine)
        .map(
            c -> {
              Path to = directory.resolve(FILE);
              try {
                Files.createDirectories(directory);
                WholeFile.write(to, unfinished -> Files.write(unfinished, files.get(c)));
                return to;
              } catch (IOException full) {
                throw new UncheckedIOException(to + " cannot be written", full);
              }
            });
  }
}
