package io.paretune.experiments.coordinator;

import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerLoop;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A worker process that does what its trials' parameter {@code do} says. */
public final class FakeWorker implements EvaluationService {
  private final PrintStream pipe;
  private final Path directory;
  private final String name;

  private FakeWorker(PrintStream pipe, Path directory, String name) {
    this.pipe = pipe;
    this.directory = directory;
    this.name = name;
  }

  /** A worker in a thread, which must not be told to die. */
  static EvaluationService inThread(ToWorker.Setup setup, TrialChannel channel) {
    if (setup.experiment().text().equals("refuse")) {
      throw new IllegalStateException("the data are gone");
    }
    PrintStream none =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new FakeWorker(
        none, Path.of(setup.directories().run()), Thread.currentThread().getName());
  }

  /** Serves the coordinator. */
  public static void main(String[] arguments) {
    PrintStream pipe = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try {
      new WorkerLoop(pipe, () -> 0)
          .serve(
              System.in, (setup, channel) -> open(pipe, setup), () -> Runtime.getRuntime().halt(3));
      Runtime.getRuntime().halt(0);
    } catch (Throwable failure) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static EvaluationService open(PrintStream pipe, ToWorker.Setup setup) throws IOException {
    Path directory = Path.of(setup.directories().run());
    if (setup.experiment().text().equals("refuse")) {
      throw new IllegalStateException("the data are gone");
    }
    if (setup.experiment().text().equals("die")) {
      Runtime.getRuntime().halt(9);
    }
    String pid = Long.toString(ProcessHandle.current().pid());
    Files.writeString(directory.resolve("started-" + pid), pid);
    return new FakeWorker(pipe, directory, pid);
  }

  @Override
  public Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel)
      throws Exception {
    String what = String.valueOf(assignment.getOrDefault("do", "succeed"));
    Files.writeString(directory.resolve("begun-" + trial), what);
    switch (what) {
      case "disk-full" ->
          throw new EvaluatorUnavailableException("no space left", new IOException("full"));
      case "fail" -> throw new IllegalStateException("bad luck");
      case "hang" -> Thread.sleep(600_000);
      case "exit-once" -> {
        Path died = directory.resolve("died-" + trial);
        if (!Files.exists(died)) {
          Files.createFile(died);
          Runtime.getRuntime().halt(7);
        }
      }
      case "kill" -> {
        new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
        Thread.sleep(600_000);
      }
      case "garbage" -> {
        pipe.print("[W:onnxruntime] a warning\n\nnull\n{\"type\":\"other\"}\n{\"trial\":");
        pipe.print("\n{\"type\":\"measured\",\"trial\":0}\nhalf a line");
        pipe.flush();
      }
      case "wait" -> {
        while (!Files.exists(directory.resolve("go"))) {
          Thread.sleep(5);
        }
      }
      case "declare" -> {
        double cost = ((Number) assignment.getOrDefault("n", 0)).doubleValue();
        if (channel.declare(Map.of("cost", cost)) instanceof Verdict.Prune prune) {
          return new Outcome.Pruned(prune.reason());
        }
      }
      case "diverge", "report" -> {
        for (int step = 1; step <= 5; step++) {
          double value = what.equals("diverge") ? Double.NaN : step;
          if (channel.report(step, value) instanceof Verdict.Prune prune) {
            return new Outcome.Pruned(prune.reason());
          }
        }
      }
      default -> channel.phase("measuring");
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    double n = ((Number) assignment.getOrDefault("n", 0)).doubleValue();
    metrics.put("gain", what.equals("nan") ? Double.NaN : n);
    metrics.put("cost", (n - 40) * (n - 40));
    return new Outcome.Measured(new Measurement(metrics, Map.of("pid", name)));
  }

  @Override
  public void close() {
    // nothing is open
  }
}
