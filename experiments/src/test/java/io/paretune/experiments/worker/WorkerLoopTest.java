package io.paretune.experiments.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerLoopTest {
  private static final ToWorker.Setup SETUP =
      new ToWorker.Setup(
          new ToWorker.ExperimentText("e", "/", "x"),
          new ToWorker.Directories("/r", "/s"),
          new ToWorker.TrialSettings(1, 1, Stage.SEARCH));

  private final PrintStream toLoop;
  private final BufferedReader fromLoop;
  private final PipedInputStream in;
  private final PrintStream out;
  private final CompletableFuture<Void> orphaned = new CompletableFuture<>();

  WorkerLoopTest() throws IOException {
    PipedOutputStream toLoopPipe = new PipedOutputStream();
    in = new PipedInputStream(toLoopPipe, 1 << 16);
    toLoop = new PrintStream(toLoopPipe, true, StandardCharsets.UTF_8);
    PipedInputStream fromLoopPipe = new PipedInputStream(1 << 16);
    out = new PrintStream(new PipedOutputStream(fromLoopPipe), true, StandardCharsets.UTF_8);
    fromLoop = new BufferedReader(new InputStreamReader(fromLoopPipe, StandardCharsets.UTF_8));
  }

  private CompletableFuture<Void> serving(EvaluationService.Factory factory) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            new WorkerLoop(out, () -> 5).serve(in, factory, () -> orphaned.complete(null));
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        },
        task -> {
          Thread thread = new Thread(task, "loop");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private void tell(ToWorker message) {
    toLoop.println(Lines.write(message));
  }

  private FromWorker heard() throws IOException {
    while (true) {
      String line = fromLoop.readLine();
      if (line == null) {
        throw new IOException("the worker closed its pipe");
      }
      FromWorker message = Lines.read(line, FromWorker.class).orElse(new FromWorker.Alive(0));
      if (!(message instanceof FromWorker.Alive)) {
        return message;
      }
    }
  }

  private static EvaluationService service(Outcome outcome) {
    return new EvaluationService() {
      @Override
      public Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel) {
        channel.phase("work");
        return channel.report(1, 0.5).prune() ? new Outcome.Pruned("told to") : outcome;
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }

  @Test
  void aTrialIsEvaluatedReportedJudgedAndMeasured() throws Exception {
    Outcome outcome = new Outcome.Measured(Measurement.of(Map.of("a", 1.0)));
    CompletableFuture<Void> loop = serving((setup, channel) -> service(outcome));
    tell(SETUP);
    assertThat(heard()).isEqualTo(new FromWorker.Ready());
    tell(new ToWorker.Evaluate(4, Map.of()));
    assertThat(heard()).isEqualTo(new FromWorker.Phase("work"));
    assertThat(heard()).isEqualTo(new FromWorker.Reported(4, 1, 0.5));
    tell(ToWorker.Answer.of(4, Verdict.keep()));
    assertThat(heard()).isEqualTo(new FromWorker.Measured(4, Map.of("a", 1.0), Map.of()));
    tell(new ToWorker.Evaluate(5, Map.of()));
    heard();
    heard();
    tell(ToWorker.Answer.of(5, Verdict.prune("hopeless")));
    assertThat(heard()).isEqualTo(new FromWorker.Pruned(5, "told to"));
    tell(new ToWorker.Stop());
    loop.get(30, TimeUnit.SECONDS);
    assertThat(orphaned).isNotDone();
  }

  @Test
  void aFactoryThatFailsIsToldBeforeTheWorkerEnds() throws Exception {
    CompletableFuture<Void> loop =
        serving(
            (setup, channel) -> {
              throw new UnsatisfiedLinkError("no torch in java.library.path");
            });
    tell(SETUP);
    assertThat(heard()).isEqualTo(new FromWorker.Failed(-1, "no torch in java.library.path"));
    assertThat(loop)
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class);
  }

  @Test
  void aWorkerWhoseCoordinatorIsGoneIsTold() {
    CompletableFuture<Void> loop =
        serving((setup, channel) -> service(new Outcome.Failed("unused")));
    tell(SETUP);
    toLoop.close();
    assertThat(loop).isNotCompletedExceptionally();
    assertThat(orphaned).succeedsWithin(30, TimeUnit.SECONDS);
  }

  @Test
  void aWorkerThatIsToldNonsenseEnds() {
    CompletableFuture<Void> loop =
        serving((setup, channel) -> service(new Outcome.Failed("unused")));
    tell(SETUP);
    toLoop.println("null");
    assertThat(loop).isNotCompletedExceptionally();
    assertThat(orphaned).succeedsWithin(30, TimeUnit.SECONDS);
  }

  @Test
  void messagesBeginOnALineOfTheirOwnWhateverALibraryWroteBefore() throws Exception {
    CompletableFuture<Void> loop =
        serving((setup, channel) -> service(new Outcome.Failed("unused")));
    out.print("half a line without an end");
    tell(SETUP);
    assertThat(heard()).isEqualTo(new FromWorker.Ready());
    assertThat(loop).isNotDone();
  }
}
