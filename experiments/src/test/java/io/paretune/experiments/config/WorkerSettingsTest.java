package io.paretune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerSettingsTest {

  @Test
  void moreThreadsThanCoresAreSaid() {
    WorkerSettings one = WorkerSettings.defaults();
    assertThat(one.crowding(1)).isEmpty();
    WorkerSettings many =
        new WorkerSettings(8, 4, 1024, one.trialTimeout(), 3, 1000, 4096, one.grace());
    assertThat(many.crowding(32)).isEmpty();
    assertThat(many.crowding(2).orElseThrow())
        .startsWith("note: 8 x 4 threads of workers on 2 cores:")
        .endsWith("of at most 2 threads together");
  }
}
