package io.paretune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.plugin.Plugins;
import org.junit.jupiter.api.Test;

class PrunerSpecTest {

  @Test
  void plugInsCannotTakeTheNameOfAPrunerThatShips() {
    assertThat(PrunerSpec.shipped()).containsExactlyElementsOf(Plugins.SHIPPED_PRUNERS);
  }
}
