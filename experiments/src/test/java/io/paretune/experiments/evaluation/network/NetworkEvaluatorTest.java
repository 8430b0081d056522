package io.paretune.experiments.evaluation.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.api.NetworkSearch;
import io.paretune.experiments.worker.Stage;
import org.junit.jupiter.api.Test;

class NetworkEvaluatorTest {

  private static int attempts(NetworkSearch search, Stage stage) {
    TrialSpec trials = search.trialSpec();
    return NetworkEvaluator.profile(trials, stage).protocol().retries().attempts();
  }

  /** Whoever measures: a worker, or agents after it. */
  @Test
  void aTrialThatInheritsItsWeightsIsMeasuredOnceUnlessItIsAFinalist() {
    NetworkSearch alone =
        NetworkSearch.of("digits").family("resnet").objectives("accuracy", "latency-ms");
    int usual = attempts(alone, Stage.SEARCH);
    assertThat(usual).isGreaterThan(1);
    NetworkSearch sharing = alone.share(Sharing.defaults());
    assertThat(attempts(sharing, Stage.SEARCH)).isEqualTo(1);
    assertThat(attempts(sharing, Stage.FINALISTS)).isEqualTo(usual);
  }
}
