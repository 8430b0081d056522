package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.train.EpochResult;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.PossibleFiles;
import io.paretune.evaluators.trial.stage.Candidate;
import io.paretune.evaluators.trial.stage.Decode;
import io.paretune.evaluators.trial.stage.Stage;
import io.paretune.evaluators.trial.training.Fitted;
import io.paretune.evaluators.trial.training.FreshWeights;
import io.paretune.evaluators.trial.training.GivenWeights;
import io.paretune.evaluators.trial.training.TrainingRun;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Device;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which trainings a trial has, told by where its weights come from and what its plan takes away.
 */
class StagesTest {

  private static final int EPOCHS = 3;
  private static final int FINE_TUNING = 4;

  private final NetworkProblem problem = problem(PruningCriterion.L1);
  private final List<String> trainings = new ArrayList<>();

  private static NetworkProblem problem(PruningCriterion criterion) {
    TrialSpec usual = DigitsTask.task(Optional.empty());
    TrainingSettings training = usual.schedule().training().usual().withEpochs(EPOCHS);
    CompressionSpace plain = CompressionSpace.defaults().withPruning(List.of(0.0, 0.5));
    CompressionSpace all =
        CompressionSpace.of(
            new RemovalSpace(),
            plain.pruning().withSteps(List.of(2)).withCriteria(List.of(criterion)),
            plain.quantisation().withTraining(List.of(QuantisationTraining.LEARNED_STEPS)));
    return usual
        .withSchedule(
            new Schedule(
                TrainingSpace.fixed(training), FINE_TUNING, 8, Optional.empty(), new Device.Cpu()))
        .withCompression(all)
        .open();
  }

  @ParameterizedTest
  @CsvSource({
    "fresh, whole, 0.0, 32, training 7",
    "fresh, whole, 0.0, 8,  training 7; rounding 4",
    "fresh, cut,   0.0, 32, training 7",
    "fresh, cut,   0.0, 8,  training 7; rounding 4",
    "fresh, whole, 0.5, 32, training 3; fine-tuning 2; fine-tuning 2",
    "fresh, whole, 0.5, 8,  training 3; fine-tuning 2; fine-tuning 2; rounding 4",
    "fresh, cut,   0.5, 8,  training 3; fine-tuning 2; fine-tuning 2; rounding 4",
    "given, whole, 0.0, 32, ''",
    "given, whole, 0.0, 8,  rounding 4",
    "given, cut,   0.0, 32, fine-tuning 4",
    "given, cut,   0.0, 8,  fine-tuning 4; rounding 4",
    "given, whole, 0.5, 32, fine-tuning 2; fine-tuning 2",
    "given, whole, 0.5, 8,  fine-tuning 2; fine-tuning 2; rounding 4",
    "given, cut,   0.5, 32, fine-tuning 2; fine-tuning 2",
    "given, cut,   0.5, 8,  fine-tuning 2; fine-tuning 2; rounding 4"
  })
  void whatTrainsFollowsFromWeightsAndPlan(
      String weights, String blocks, double pruning, long bits, String expected) {
    Assignment point = point(blocks.equals("cut"), pruning, bits);
    Candidate end = run(weights, point, Verdict.keep());
    assertThat(String.join("; ", trainings)).isEqualTo(expected);
    assertThat(end.course().epochs())
        .isEqualTo(
            trainings.stream()
                .mapToInt(each -> Integer.parseInt(each.substring(each.indexOf(' ') + 1)))
                .sum());
    assertThat(end.course().channelsRemoved() > 0).isEqualTo(pruning > 0);
  }

  @Test
  void aCandidateThatAPrunerHasEndedPassesNoFurtherStage() {
    Candidate end = run("fresh", point(false, 0.5, 8), Verdict.prune("worse than the median"));
    assertThat(trainings).containsExactly("training 3");
    assertThat(end.course().channelsRemoved()).isZero();
    assertThat(end.course().pruned().orElseThrow().reason()).isEqualTo("worse than the median");
  }

  @ParameterizedTest
  @CsvSource({"0.0, L1, 1", "0.5, L1, 1", "0.5, ACTIVATION, 2"})
  void statisticsAreTakenOnceUnlessACriterionLooksAtValues(
      double pruning, PruningCriterion criterion, int passes) {
    NetworkProblem searched = problem(criterion);
    List<Integer> batches = new ArrayList<>();
    WeightSource shared =
        new Untrained(
            new Recalibration(
                searched.data().train(),
                16,
                ai.djl.Device.cpu(),
                step -> {
                  batches.add(batches.size());
                  step.run();
                }));
    run(searched, shared, point(false, pruning, 32), Verdict.keep());
    assertThat(batches).hasSize(passes);
    assertThat(trainings).isEmpty();
  }

  /** Parts of a shared network, with statistics that are nobody's. */
  private record Untrained(Recalibration statistics) implements WeightSource {

    @Override
    public WeightedNetwork start(Network network, long seed) {
      return new FreshWeights().start(network, 1);
    }

    @Override
    public Optional<TrainingSettings> training(
        TrainingSettings usual, int spareEpochs, boolean cut) {
      return Optional.empty();
    }

    @Override
    public boolean leavesStatistics() {
      return true;
    }

    @Override
    public Optional<Recalibration> untrained() {
      return Optional.of(statistics);
    }
  }

  private Candidate run(String weights, Assignment point, Verdict verdict) {
    WeightSource fresh = new FreshWeights();
    WeightSource source =
        weights.equals("fresh")
            ? fresh
            : new GivenWeights(fresh.start(network(point), 1).weights(), problem.data().train(), 1);
    return run(problem, source, point, verdict);
  }

  private Candidate run(
      NetworkProblem problem, WeightSource source, Assignment point, Verdict verdict) {
    ArtifactSink nowhere = (bytes, suffix) -> new ArtifactSink.Stored("", Path.of(""));
    try (ArtifactEvaluation files =
        new ArtifactEvaluation(problem, nowhere, new NoMeter(), 1, StepGate.open())) {
      List<Stage> stages =
          new Stages(problem, source, StepGate.open(), 1)
              .with(
                  (run, trial, before, channel) -> noted(run, verdict),
                  new PossibleFiles(problem, 1, StepGate.open()),
                  files,
                  new InitialLook(problem.data().train(), 5, ai.djl.Device.cpu(), StepGate.open()));
      Candidate candidate = new Decode(problem, source, 5, System::nanoTime).of(3, point);
      for (Stage stage : stages) {
        if (candidate.course().pruned().isEmpty()) {
          candidate = stage.apply(candidate, TrialChannel.silent());
        }
      }
      return candidate;
    }
  }

  private Network network(Assignment point) {
    return problem.family().build(point, problem.context());
  }

  /** Trains nothing, and notes how it would have been done. */
  private Fitted noted(TrainingRun run, Verdict verdict) {
    TrainingSettings how = run.how();
    String kind =
        how.optimisation().weightDecay() == 0
            ? "rounding"
            : how.learningRate() == problem.spec().schedule().training().usual().learningRate()
                ? "training"
                : "fine-tuning";
    trainings.add(kind + " " + how.epochs());
    WeightedNetwork start = run.start();
    return new Fitted(
        new Trained(
            start.weights(),
            run.through().parameters(),
            IntStream.rangeClosed(1, how.epochs())
                .mapToObj(epoch -> new EpochResult(epoch, 0, 0))
                .toList(),
            false),
        verdict instanceof Verdict.Prune prune ? Optional.of(prune) : Optional.empty());
  }

  private Assignment point(boolean cut, double pruning, long bits) {
    SearchSpace space = problem.space();
    Map<String, Object> wanted =
        Map.of("width", 16L, "depth.stage1", 2L, "pruning", pruning, "remove.stage1.block1", cut);
    Map<String, Object> values = new HashMap<>();
    for (Parameter parameter : space.parameters()) {
      if (parameter.condition().holds(Assignment.of(values))) {
        Object usual = parameter.name().startsWith("bits.") ? bits : parameter.domain().fromUnit(0);
        values.put(parameter.name(), wanted.getOrDefault(parameter.name(), usual));
      }
    }
    return space.assignment(values);
  }

  private static final class NoMeter implements Meter {
    @Override
    public MeasuredLatency measure(Map<Deployment, Path> files, ModelInput input) {
      throw new IllegalStateException("nothing is measured here");
    }

    @Override
    public void close() {}
  }
}
