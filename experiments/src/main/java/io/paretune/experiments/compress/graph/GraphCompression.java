package io.paretune.experiments.compress.graph;

import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.onnx.read.OnnxImportException;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A model whose graph stays, written in many ways, judged by the original's answers to some calls
 * and timed beside it. Nothing is trained and no label is needed. Immutable.
 */
public final class GraphCompression {

  /** The name of the recommended file within the directory. */
  public static final String FILE = "recommended.onnx";

  /** What was found of all candidates. */
  public static final String REPORT = "candidates.json";

  /** The folder of the files that no other one is better than. */
  public static final String FRONT = "front";

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration TIMED = Duration.ofMillis(1500);

  /** Speeds that differ by less are taken for the same. */
  private static final double SAME_SPEED = 1.03;

  private final List<Candidate> candidates;
  private final List<String> notes;
  private final GraphSettings settings;

  private GraphCompression(List<Candidate> candidates, List<String> notes, GraphSettings settings) {
    this.candidates = candidates;
    this.notes = notes;
    this.settings = settings;
  }

  /**
   * Searches.
   *
   * @throws IllegalArgumentException if the model or the calls cannot be used: one line
   */
  public static GraphCompression of(Path model, NamedInputs calls, GraphSettings settings) {
    byte[] original = bytes(model);
    long end = System.nanoTime() + settings.timeLimit().toNanos();
    try (Answers answers = Answers.of(original, calls)) {
      // the original against itself: whether the calls are of this model
      Fidelity itself = answers.fidelity(original, Integer.MAX_VALUE);
      if (itself.outputs().isEmpty()) {
        throw new IllegalArgumentException(
            "the model must put out floats, which alone can be compared, got none");
      }
      List<String> notes = new ArrayList<>(List.of(way(model)));
      if (itself.leastCosine() < 1 - 1e-6) {
        notes.add(
            "the original does not answer itself alike (cosine %.6f): it draws at random, or its answers are not finite"
                .formatted(itself.leastCosine()));
      }
      GraphSearch search =
          new GraphSearch(
              answers, PreparedGraph.of(original), settings, () -> System.nanoTime() < end);
      List<Candidate> found = new ArrayList<>();
      Candidate came = Candidate.of("as it came", () -> original, itself).timed(1);
      // a program that fails is told before anything long
      found.add(settings.program().map(p -> came.judged(p.quality(original))).orElse(came));
      found.addAll(
          timed(
              search.run(),
              new PairedTiming(() -> original, calls, settings.threads(), System::nanoTime),
              notes));
      notes.addAll(search.notes());
      List<Candidate> judged =
          settings.program().map(program -> judged(found, program, notes)).orElse(found);
      return new GraphCompression(judged, notes, settings);
    }
  }

  private static List<Candidate> timed(
      List<Candidate> found, PairedTiming timing, List<String> notes) {
    LeaseHandle held;
    try {
      held = MeasuringLease.ofThisHost().exclusive(PATIENCE);
    } catch (HardwareException busy) {
      notes.add("nothing was timed: " + busy.getMessage());
      return found;
    }
    try {
      return found.stream()
          .map(candidate -> candidate.timed(timing.speed(candidate.file().get(), TIMED)))
          .toList();
    } finally {
      held.close();
    }
  }

  /** With the program's numbers of the front. */
  private static List<Candidate> judged(
      List<Candidate> found, QualityProgram program, List<String> notes) {
    List<Candidate> front = Candidate.front(found);
    List<Candidate> judged = new ArrayList<>();
    for (Candidate candidate : found) {
      Candidate known = candidate;
      if (known.quality().isEmpty() && front.contains(candidate)) {
        try {
          known = candidate.judged(program.quality(candidate.file().get()));
        } catch (HardwareException failed) {
          notes.add(candidate.name() + " is not judged: " + failed.getMessage());
        }
      }
      judged.add(known);
    }
    return judged;
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
    List<String> all = new ArrayList<>(notes);
    chosen()
        .ifPresent(
            candidate ->
                candidate.fidelity().outputs().stream()
                    .filter(output -> output.centred() < settings.minCosine())
                    .forEach(
                        output ->
                            all.add(
                                "around its mean, output '%s' of the recommended file has a cosine of %.4f only: it hardly varies, look whether that matters (--evaluate)"
                                    .formatted(output.name(), output.centred()))));
    return all;
  }

  /** A line for each file, the recommended one marked. */
  public String table() {
    return GraphTable.text(candidates, chosen());
  }

  /**
   * Of the files that are alike enough and smaller or faster than the original, the smallest of
   * those that are as fast as the fastest.
   */
  private Optional<Candidate> chosen() {
    Candidate original = candidates.get(0);
    List<Candidate> good =
        candidates.stream()
            .skip(1)
            .filter(this::goodEnough)
            .filter(c -> c.bytes() < original.bytes() || c.speed().orElse(0) > SAME_SPEED)
            .toList();
    double fastest = good.stream().mapToDouble(c -> c.speed().orElse(0)).max().orElse(0);
    return good.stream()
        .filter(c -> c.speed().orElse(0) * SAME_SPEED >= fastest)
        .min(Comparator.comparingLong(Candidate::bytes));
  }

  private boolean goodEnough(Candidate candidate) {
    if (settings.program().isEmpty()) {
      return candidate.fidelity().leastCosine() >= settings.minCosine();
    }
    double original = candidates.get(0).quality().orElseThrow();
    double allowed = settings.maxDrop().orElse(Math.abs(original) / 100);
    return candidate.quality().isPresent()
        && settings.program().get().loss(original, candidate.quality().getAsDouble()) <= allowed;
  }

  /**
   * Writes the recommended file, the others of the front, and what was found.
   *
   * @return where it lies; empty if none is alike enough
   */
  public Optional<Path> keep(Path directory) {
    Optional<Candidate> chosen = chosen();
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Path to = directory.resolve(FILE);
    Path front = directory.resolve(FRONT);
    try {
      Files.createDirectories(front);
      for (Candidate member : Candidate.front(candidates)) {
        if (!member.equals(candidates.get(0))) {
          String name = member.name().replaceAll("[^a-z0-9]+", "-") + ".onnx";
          write(front.resolve(name), member.file().get());
        }
      }
      String words = GraphTable.json(candidates, chosen);
      write(directory.resolve(REPORT), words.getBytes(StandardCharsets.UTF_8));
      write(to, chosen.get().file().get());
      return Optional.of(to);
    } catch (IOException full) {
      throw new UncheckedIOException(directory + " cannot be written", full);
    }
  }

  private static void write(Path to, byte[] content) throws IOException {
    WholeFile.write(to, unfinished -> Files.write(unfinished, content));
  }
}
