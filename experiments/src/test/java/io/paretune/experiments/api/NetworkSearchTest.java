package io.paretune.experiments.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.train.TrainingSetting;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.network.NetworkConfig;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Parameter;
import io.paretune.search.study.Budget;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkSearchTest {

  private static NetworkSearch digits() {
    return NetworkSearch.of("digits")
        .family("mlp", Map.of("depth", List.of(1), "width", List.of(8, 16, 32)))
        .compress(space -> space.withBits(List.of(32, 8)))
        .train(training -> training.withEpochs(2).withBatchSize(64))
        .schedule(schedule -> schedule.withFineTuningEpochs(0))
        .objectives("accuracy", "size-bytes")
        .baselines(false)
        .seed(7);
  }

  @Test
  void aSearchGoesOnWhereItWas(@TempDir Path directory) throws Exception {
    Study<Assignment> first = digits().trials(2).run(directory);
    List<Trial> begun = first.trials();
    assertThat(begun).hasSize(2).allMatch(trial -> trial.state() == TrialState.COMPLETE);
    Study<Assignment> more = digits().trials(3).run(directory);
    assertThat(more.trials()).hasSize(3).startsWith(begun.toArray(Trial[]::new));
    assertThat(more.paretoFront()).isNotEmpty();
    for (Trial trial : more.trials()) {
      String hash = trial.measurement().orElseThrow().provenance().get("artifact");
      try (var files = Files.walk(directory.resolve("artifacts"))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .anyMatch(name -> name.contains(String.valueOf(hash).substring(2)));
      }
    }
  }

  @Test
  void dataAreOpenedOnceForChecksAndTrials(@TempDir Path directory) {
    List<String> opened = new ArrayList<>();
    Sources counting =
        new Sources(
            data -> {
              opened.add(data.source());
              return DataSets.open(data);
            });
    NetworkConfig config =
        new NetworkConfig(
            digits().train(training -> training.withEpochs(1)).trialSpec(),
            List.of(),
            List.of(),
            true);
    Study<Assignment> study =
        new InProcessRun(config, counting, 7, directory)
            .search(
                builder -> builder.objective(new Objective("accuracy", Direction.MAXIMIZE, "")),
                Budget.trials(1));
    assertThat(study.trials())
        .hasSizeGreaterThan(1)
        .first()
        .extracting(Trial::state)
        .isEqualTo(TrialState.COMPLETE);
    assertThat(opened).containsExactly("digits");
  }

  @Test
  void trainingIsTunedOverItsSettings(@TempDir Path directory) {
    LogReal rates = new LogReal(0.01, 0.5);
    Study<Assignment> study =
        digits()
            .tune(space -> space.search(TrainingSetting.LEARNING_RATE, rates))
            .train(training -> training.withEpochs(1))
            .trials(1)
            .run(directory);
    assertThat(study.definition().space().parameter("training.learning-rate"))
        .contains(Parameter.of("training.learning-rate", rates));
    assertThat(study.trials())
        .singleElement()
        .satisfies(trial -> assertThat(trial.reports()).hasSize(1));
  }

  @Test
  void trialsShareWeights(@TempDir Path directory) {
    Sharing sharing =
        new Sharing(2, 3, 64, new Sharing.FinalTraining(1, Sharing.FinalTraining.Start.SCRATCH, 2));
    Path out = directory.resolve("out");
    Study<Assignment> study = digits().share(sharing).seed(directory.hashCode()).trials(3).run(out);
    assertThat(study.trials())
        .hasSize(3)
        .allSatisfy(
            trial ->
                assertThat(
                        trial.measurement().orElseThrow().caveat("accuracy").orElseThrow().kind())
                    .isEqualTo(Caveat.Kind.INHERITED));
    try (H2TrialStore store = H2TrialStore.openReadOnly(out.resolve("study"))) {
      String name = study.definition().name();
      assertThat(store.attributes(name).get(StudyAttributes.PREPARATION).orElseThrow())
          .startsWith("shared network: made in");
      for (FrontMember<Assignment> member : study.paretoFront()) {
        Assessment found =
            store.assessments(name).all().getOrDefault(member.trial().number(), List.of()).get(0);
        assertThat(found.kind()).isEqualTo(Assessment.Kind.FINALIST);
        assertThat(found.metrics())
            .containsKeys("accuracy.mean", "accuracy.deviation", "inherited-accuracy");
      }
    }
  }

  @Test
  void aPrunerStopsNetworks(@TempDir Path directory) {
    Pruner everything = (trial, view) -> Verdict.prune("not needed");
    Study<Assignment> study = digits().pruner(everything).trials(1).run(directory);
    assertThat(study.trials())
        .singleElement()
        .satisfies(
            trial -> {
              assertThat(trial.state()).isEqualTo(TrialState.PRUNED);
              assertThat(trial.reason()).contains("not needed");
            });
  }

  @Test
  void whatIsMissingOrUnknownIsSaidBeforeAnythingIsWritten(@TempDir Path directory) {
    assertThatThrownBy(() -> NetworkSearch.of("digits").objectives("speed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no metric 'speed', but [accuracy");
    assertThatThrownBy(() -> NetworkSearch.of("digits").objectives("accuracy").run(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a family");
    assertThatThrownBy(() -> NetworkSearch.of("digits").family("mlp").run(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs objectives");
    assertThat(directory).isEmptyDirectory();
  }
}
