package io.paretune.experiments.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharingPlanTest {

  @Test
  void moreTimeIsMoreEpochsThenMoreFinalists() {
    Duration epoch = Duration.ofSeconds(10);
    SharingPlan quarter = SharingPlan.of(Duration.ofMinutes(15), epoch);
    // 9 s for answers, 243 s for epochs of 3 parts of 6.875 s, 378 s for finalists
    assertThat(quarter).isEqualTo(new SharingPlan(6, 11, 6, 9));
    assertThat(SharingPlan.of(Duration.ofMinutes(5), epoch)).isEqualTo(new SharingPlan(6, 3, 2, 9));
    assertThat(SharingPlan.of(Duration.ofHours(3), epoch)).isEqualTo(new SharingPlan(6, 40, 6, 30));
  }

  @Test
  void withoutTimeForAnEpochOneIsTriedSinceTheModelsWeightsAreOfUseAsTheyAre() {
    assertThat(SharingPlan.of(Duration.ofSeconds(60), Duration.ofSeconds(10)))
        .isEqualTo(new SharingPlan(2, 1, 2, 1));
  }

  @Test
  void refusesALimitWithoutTimeForTheModelsAnswers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharingPlan.of(Duration.ofSeconds(10), Duration.ofSeconds(10)))
        .withMessageContaining("take about 3 s")
        .withMessageContaining("--time-limit 11s");
  }
}
