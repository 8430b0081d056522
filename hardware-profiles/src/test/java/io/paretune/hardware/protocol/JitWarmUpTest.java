package io.paretune.hardware.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.runtime.LoadedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A simulated process: a run takes a millisecond, the compiler works for so many of them. */
class JitWarmUpTest {
  private static final long MS = 1_000_000;

  @Test
  void runsUntilTheCompilerRests() {
    assertThat(runs(1_000, 1)).isBetween(1_000, 1_500);
  }

  @Test
  void runsSoOftenAtLeast() {
    assertThat(runs(0, 1_900)).isBetween(1_900, 2_150);
  }

  @Test
  void givesUpOnACompilerThatNeverRests() {
    assertThat(runs(Integer.MAX_VALUE, 1)).isEqualTo(6_000);
  }

  private static int runs(int compiling, int fewest) {
    Counted model = new Counted();
    new JitWarmUp(() -> model.runs * MS, () -> Math.min(model.runs, compiling) * MS)
        .settle(model, fewest);
    return model.runs;
  }

  /** Counts its runs. */
  private static final class Counted implements LoadedModel {
    private int runs;

    @Override
    public List<Long> inputShape() {
      return List.of(1L);
    }

    @Override
    public void setInput(float[] values) {
      throw new UnsupportedOperationException("only runs are needed");
    }

    @Override
    public void run() {
      runs++;
    }

    @Override
    public float[] output() {
      throw new UnsupportedOperationException("only runs are needed");
    }

    @Override
    public List<float[]> outputs() {
      throw new UnsupportedOperationException("only runs are needed");
    }

    @Override
    public void close() {}
  }
}
