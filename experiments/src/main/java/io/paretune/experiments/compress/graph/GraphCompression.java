package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.onnx.graph.GivenGraph;
import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.ModelOnDisk;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.experiments.compress.graph.figure.TimeLimit;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

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

  /** Calls that are looked at: half of them for ranges, half to judge by. */
  public static final int MOST_CALLS = 128;

  /** Bytes of a model from which on it is felt whether the heap keeps a copy. */
  private static final long LARGE = 64 << 20;

  /** An original that answers itself less alike draws at random. */
  private static final double ITSELF = 1 - 1e-6;

  /** Speeds that differ by less are taken for the same. */
  private static final double SAME_SPEED = 1.03;

  /** Calls that a step of the preparation is looked at on. */
  private static final int STEP_CALLS = 4;

  private final GivenGraph original;
  private final List<Candidate> candidates;
  private final NamedInputs calls;
  private final List<String> notes;
  private final CandidateFigures figures;
  private final GraphSettings settings;

  private GraphCompression(
      GivenGraph original,
      List<Candidate> candidates,
      NamedInputs calls,
      List<String> notes,
      CandidateFigures figures) {
    this.original = original;
    this.candidates = candidates;
    this.calls = calls;
    this.notes = notes;
    this.figures = figures;
    this.settings = figures.settings();
  }

  /**
   * Searches.
   *
   * @param calls of which every other one tells ranges, and the rest is judged by
   * @throws IllegalArgumentException if the model or the calls cannot be used: one line
   */
  public static GraphCompression of(Path model, NamedInputs calls, GraphSettings settings) {
    GivenGraph original = GivenGraph.of(model);
    CandidateFigures figures =
        new CandidateFigures(settings, TimeLimit.fromNow(System::nanoTime, settings.timeLimit()));
    // before the runtime has the graph, too: importing holds it whole for a moment
    List<String> notes = new ArrayList<>(List.of(way(model)));
    giveBack(original);
    try (Answers answers = Answers.of(original.judged(), calls.odd(), settings.by())) {
      answers.require(calls.even());
      Fidelity itself = itself(answers, original);
      notes.addAll(warnings(itself, calls));
      // a program that fails is told before anything long
      Candidate came =
          figures.original(
              Candidate.of("as it came", Candidate.Written.of(original), itself).timed(1));
      GraphSearch search =
          new GraphSearch(
              new SearchBench(answers, calls.even(), figures),
              PreparedGraph.of(original.model(), likeness(answers, itself)),
              settings);
      List<Candidate> found = new ArrayList<>(List.of(came));
      List<Candidate> made = search.run();
      giveBack(original); // two sessions side by side come now
      found.addAll(figures.timed(made, original, answers.calls()));
      notes.addAll(search.notes());
      List<Candidate> judged = figures.judged(found);
      notes.addAll(figures.notes());
      return new GraphCompression(original, judged, calls, notes, figures);
    }
  }

  /** A collection that comes by itself waits until the heap is full. */
  private static void giveBack(GivenGraph original) {
    if (original.bytes() >= LARGE) {
      System.gc();
    }
  }

  /** The original against itself: whether the calls are of this model. */
  private static Fidelity itself(Answers answers, GivenGraph original) {
    try (GraphSession again = original.judged()) {
      Fidelity itself = answers.fidelity(again, Integer.MAX_VALUE);
      if (itself.outputs().isEmpty()) {
        throw new IllegalArgumentException(
            "the model must put out floats, which alone can be compared, got none");
      }
      return itself;
    }
  }

  private static List<String> warnings(Fidelity itself, NamedInputs calls) {
    List<String> warnings = new ArrayList<>();
    if (itself.likeness() < ITSELF) {
      warnings.add(
          "the original does not answer itself alike (cosine %.6f): it draws at random"
              .formatted(itself.likeness()));
    }
    if (calls.size() == 1) {
      warnings.add(
          "ranges are taken from the one call that files are judged on: give more of them");
    }
    return warnings;
  }

  /** How alike a step of the preparation answers; not told of what draws at random. */
  private static ToDoubleFunction<ModelProto> likeness(Answers answers, Fidelity itself) {
    return model -> {
      if (itself.likeness() < ITSELF) {
        return 1;
      }
      Fidelity made = answers.fidelity(model, STEP_CALLS);
      double error =
          made.outputs().stream().mapToDouble(Fidelity.Output::relativeError).max().orElse(0);
      // numbers of one sign have a cosine near 1 whatever they are
      return Math.min(made.likeness(), 1 - error * error / 2);
    };
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
    Optional<Candidate> chosen = chosen();
    chosen
        .filter(file -> file.speed().orElse(1) * SAME_SPEED < 1)
        .ifPresent(
            slower ->
                all.add(
                    "the recommended file is smaller but slower than the original (%.2f times as fast, if the machine was quiet)"
                        .formatted(slower.speed().orElse(1))));
    if (chosen.isPresent() && chosen.get().file().inBytes()) {
      all.add(ByteArithmetic.note(ByteArithmetic.cutsOff()));
    }
    chosen
        .map(file -> GraphDraft.contributed(file.file().model()))
        .filter(own -> !own.isEmpty())
        .ifPresent(
            own ->
                all.add(
                    "the recommended file has operators that ONNX Runtime alone knows (%s)"
                        .formatted(String.join(", ", own))));
    if (chosen.isEmpty() && settings.program().isEmpty()) {
      candidates.stream()
          .skip(1)
          .filter(candidate -> candidate.fidelity().leastCosine() >= settings.minCosine())
          .filter(candidate -> candidate.fidelity().likeness() < settings.minCosine())
          .findFirst()
          .ifPresent(
              candidate ->
                  all.add(
                      "'%s' keeps to the plain cosine, but around the mean of output '%s' its cosine is %.4f: give calls whose answers differ, ask for --cosine plain, or let --evaluate decide"
                          .formatted(
                              candidate.name(),
                              candidate.fidelity().worst().name(),
                              candidate.fidelity().worst().centred())));
    }
    return all;
  }

  /** A line for each file, the recommended one marked. */
  public String table() {
    return GraphTable.text(candidates, chosen());
  }

  /**
   * Of the files that are alike enough and smaller or faster than the original, the smallest of
   * those that are as fast as the fastest, the original included; should all be slower, of those
   * that are as fast as the fastest of them.
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
    return smallest(good, Math.max(1, fastest)).or(() -> smallest(good, fastest));
  }

  /** The smallest of those that are no slower than so many times as fast as the original. */
  private static Optional<Candidate> smallest(List<Candidate> good, double speed) {
    return good.stream()
        .filter(c -> c.speed().orElse(0) * SAME_SPEED >= speed)
        .min(Comparator.comparingLong(Candidate::bytes));
  }

  private boolean goodEnough(Candidate candidate) {
    if (settings.program().isEmpty()) {
      return candidate.fidelity().likeness() >= settings.minCosine();
    }
    double original = candidates.get(0).quality().orElseThrow();
    double allowed = settings.maxDrop().orElse(Math.abs(original) / 100);
    return candidate.quality().isPresent()
        && settings.program().get().loss(original, candidate.quality().getAsDouble()) <= allowed;
  }

  /**
   * Finds out whether files can be written into a directory, without making it.
   *
   * @throws IllegalArgumentException if not: one line
   */
  public static void requireFree(Path directory) {
    if (Files.exists(directory.resolve(FILE))) {
      throw new IllegalArgumentException(
          directory + " holds a recommended file already; give another --out");
    }
    for (String ours : List.of(REPORT, FRONT)) {
      if (Files.exists(directory.resolve(ours))) {
        throw new IllegalArgumentException(
            "%s holds '%s' already, which a search writes; give another --out"
                .formatted(directory, ours));
      }
    }
    Path there = directory.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      throw new IllegalArgumentException(
          "--out %s must be a directory that can be written, but %s is none"
              .formatted(directory, there));
    }
  }

  /**
   * Writes what was found and the files of the front, and the recommended file if there is one.
   *
   * @return where it lies; empty if none is alike enough
   */
  public Optional<Path> keep(Path directory) {
    Optional<Candidate> chosen = chosen();
    Path to = directory.resolve(FILE);
    Path front = directory.resolve(FRONT);
    try {
      Files.createDirectories(front);
      for (Candidate member : Candidate.front(candidates)) {
        if (!member.equals(candidates.get(0))) {
          String name = member.name().replaceAll("[^a-z0-9]+", "-") + ".onnx";
          write(front.resolve(name), member.file().model());
        }
      }
      report(directory, new GraphRobustness(List.of(), List.of()));
      if (chosen.isPresent()) {
        write(to, chosen.get().file().model());
      }
      return chosen.map(file -> to);
    } catch (IOException full) {
      throw new UncheckedIOException(directory + " cannot be written", full);
    }
  }

  /**
   * How the recommended file stands corrupted images, after it is kept; goes into the report there.
   *
   * @return in words, with what was not looked at; empty if nothing is recommended or the calls are
   *     no images
   */
  public String robustness(Path directory) {
    Optional<Candidate> chosen = chosen();
    if (chosen.isEmpty()) {
      return "";
    }
    GraphRobustness found =
        GraphRobustness.of(original, chosen.get().file().model(), calls.odd(), figures::timeLeft);
    try {
      report(directory, found);
    } catch (IOException full) {
      throw new UncheckedIOException(directory + " cannot be written", full);
    }
    return found.text();
  }

  private void report(Path directory, GraphRobustness robustness) throws IOException {
    String words = GraphTable.json(calls, candidates, chosen(), robustness);
    WholeFile.write(directory.resolve(REPORT), unfinished -> Files.writeString(unfinished, words));
  }

  private static void write(Path to, ModelProto model) throws IOException {
    WholeFile.write(to, unfinished -> ModelOnDisk.write(model, unfinished));
  }
}
