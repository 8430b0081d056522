package io.paretune.experiments.evaluation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.family.NasBench201Family;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.api.NetworkSearch;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.search.sampler.surrogate.SurrogateEvolution;
import io.paretune.search.study.Study;
import io.paretune.search.trial.CandidateFeatures;
import io.paretune.search.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFeaturesTest {

  private static final List<String> NAMES =
      List.of("swap", "layers", "participation", "multiply-adds");

  private static NetworkSearch cells() {
    return NetworkSearch.of("digits")
        .family("nas-bench-201", Map.of("cells", List.of(1L), "width", List.of(8L)))
        .objectives("accuracy", "multiply-adds");
  }

  @Test
  void candidatesAreLookedAtWithoutBeingTrained() {
    TrialSpec trials = cells().trialSpec();
    NetworkConfig config = new NetworkConfig(trials, List.of(), NAMES, true);
    try (Evaluation evaluation = config.open(new Sources())) {
      CandidateFeatures features = evaluation.features().orElseThrow();
      assertThat(features.names()).isEqualTo(NAMES);
      double[] strong = features.of(NasBench201Family.point("333333"));
      double[] weak = features.of(NasBench201Family.point("444444"));
      double[] none = features.of(NasBench201Family.point("000000"));
      for (int k = 0; k < NAMES.size(); k++) {
        assertThat(strong[k]).as(NAMES.get(k)).isGreaterThan(weak[k]);
        assertThat(weak[k]).as(NAMES.get(k)).isGreaterThan(none[k]).isFinite();
      }
      assertThat(features.of(NasBench201Family.point("333333"))).isEqualTo(strong);
    }
    NetworkConfig without = new NetworkConfig(trials, List.of(), List.of(), true);
    try (Evaluation evaluation = without.open(new Sources())) {
      assertThat(evaluation.features()).isEmpty();
    }
  }

  @Test
  void whatNobodyKnowsIsRefused() {
    TrialSpec trials = cells().trialSpec();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkConfig(trials, List.of(), List.of("swop"), true))
        .withMessageContaining("no feature 'swop'; did you mean 'swap'?");
  }

  @Test
  void aSearchFromJavaLearnsFromThem(@TempDir Path directory) {
    SurrogateEvolution sampler =
        new SurrogateEvolution(new SurrogateEvolution.Settings(4, 0.5, 50));
    Study<?> study =
        NetworkSearch.of("digits")
            .family("mlp", Map.of("width", List.of(8L, 16L), "depth", List.of(1L, 2L)))
            .train(training -> training.withEpochs(1))
            .objectives("accuracy", "multiply-adds")
            .features("participation", "layers")
            .sampler(sampler)
            .baselines(false)
            .trials(5)
            .run(directory);
    assertThat(study.trials()).hasSize(5).extracting(Trial::sampler).containsOnly("surrogate");
  }
}
