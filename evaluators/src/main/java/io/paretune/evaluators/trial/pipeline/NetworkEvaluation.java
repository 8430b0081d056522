package io.paretune.evaluators.trial.pipeline;

import ai.djl.Device;
import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.PossibleFiles;
import io.paretune.evaluators.trial.measure.TorchScriptFiles;
import io.paretune.evaluators.trial.preparation.TeacherPreparation;
import io.paretune.evaluators.trial.stage.Assess;
import io.paretune.evaluators.trial.stage.Candidate;
import io.paretune.evaluators.trial.stage.Decode;
import io.paretune.evaluators.trial.stage.Export;
import io.paretune.evaluators.trial.stage.Stage;
import io.paretune.evaluators.trial.training.TaughtTraining;
import io.paretune.evaluators.trial.training.TeacherProvider;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.hardware.gpu.GpuMemory;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.runtime.torch.TorchEngine;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.util.List;

/**
 * Evaluates the trials of one search: decodes, trains, compresses, exports and assesses them.
 *
 * <p>What is assessed is the exported file: its scores on the validation split and its latency,
 * both on the runtime that would serve it. Owns native memory; one thread at a time.
 */
public final class NetworkEvaluation implements AutoCloseable {

  private final SearchSpace space;
  private final Decode decode;
  private final List<Stage> stages;
  private final Export export;
  private final Assess assess;
  private final ArtifactEvaluation files;

  private NetworkEvaluation(
      NetworkProblem problem, long seed, Workplace place, Meter meter, Purpose purpose) {
    Measuring measuring = problem.spec().measuring();
    int threads = place.threads();
    StepGate gate = place.gate();
    WeightSource weights = purpose.weights(problem, seed, place);
    Device device = TorchEngine.device(problem.spec().schedule().device());
    TeacherProvider teachers =
        new TeacherProvider(
            problem.spec().schedule().distillation(),
            TeacherPreparation.of(problem, seed, place.prepared()));
    GpuMemory memory =
        GpuMemory.of(place.lease().directory(), problem.spec().schedule().devices().places());
    PossibleFiles possible = new PossibleFiles(problem, threads, gate);
    this.space = problem.space();
    this.files = new ArtifactEvaluation(problem, place.artifacts(), meter, threads, gate);
    this.decode = new Decode(problem, weights, seed, place.workingTime());
    this.stages =
        new Stages(problem, weights, gate, threads)
            .with(
                new TaughtTraining(
                    Trainer.on(problem.spec().schedule().places())
                        .fedBy(threads)
                        .makingRoom(memory::excessBytes),
                    problem.data(),
                    teachers,
                    gate,
                    purpose.allowed(place)),
                possible,
                files,
                new InitialLook(problem.data().train(), seed, device, gate));
    this.export = new Export(problem, possible, files, place.artifacts());
    this.assess =
        new Assess(
            problem,
            files,
            new TorchScriptFiles(
                measuring.artifacts(), problem.data().validation(), place.artifacts(), threads),
            weights,
            place.workingTime());
  }

  /**
   * Opens the runtimes, trains where the schedule says and measures where the profile does.
   *
   * @param seed the study's seed
   * @throws io.paretune.hardware.HardwareException if one of the two is not to be had here
   */
  public static NetworkEvaluation open(NetworkProblem problem, long seed, Workplace place) {
    Meter meter = Meters.of(problem.spec().measuring().profile(), place.lease());
    return open(problem, seed, place, meter, Purpose.SEARCH);
  }

  /**
   * As {@link #open(NetworkProblem, long, Workplace)}, with a meter.
   *
   * @param meter of the profile; closed with the evaluation
   * @param purpose what its trials are
   */
  public static NetworkEvaluation open(
      NetworkProblem problem, long seed, Workplace place, Meter meter, Purpose purpose) {
    try {
      return new NetworkEvaluation(problem, seed, place, meter, purpose);
    } catch (RuntimeException unopened) {
      meter.close();
      throw unopened;
    }
  }

  /** What is searched. */
  public SearchSpace space() {
    return space;
  }

  /**
   * Evaluates one trial. On one thread the exported file and its scores depend on the problem, the
   * study's seed, the trial's number and the assignment alone.
   *
   * @param trial the trial's number
   * @param assignment a point of {@link #space()}
   */
  public Outcome evaluate(long trial, Assignment assignment, TrialChannel channel) {
    Candidate candidate = decode.of(trial, assignment);
    for (Stage stage : stages) {
      candidate = stage.apply(candidate, channel);
      if (candidate.course().pruned().isPresent()) {
        return new Outcome.Pruned(candidate.course().pruned().get().reason());
      }
    }
    return new Outcome.Measured(assess.of(candidate, export.of(candidate, channel), channel));
  }

  @Override
  public void close() {
    files.close();
  }
}
