package io.paretune.hardware.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.OtherMachineException;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.References;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchDoublingTest {

  @Test
  void searchEndsWhenTwoDoublingsInARowGainNothing() {
    // a fixed cost of 1 ms a run up to batch 8, beyond which images only queue up
    BatchDoubling.Found found =
        BatchDoubling.search(batch -> taking(batch, 1 + 0.1 * batch + Math.max(0, batch - 8)));
    assertThat(found.tried()).extracting(Latency::batch).containsExactly(1, 2, 4, 8, 16, 32);
    assertThat(found.best().batch()).isEqualTo(8);
    assertThat(found.best().throughputPerSecond()).isCloseTo(8000 / 1.8, within(1e-6));
    assertThat(found.stopped()).contains("gained less than 2 %");
  }

  @Test
  void oneFruitlessDoublingDoesNotEndIt() {
    BatchDoubling.Found found =
        BatchDoubling.search(batch -> taking(batch, batch == 2 ? 2.1 : 1 + 0.01 * batch));
    assertThat(found.best().batch()).isEqualTo(BatchDoubling.LIMIT);
    assertThat(found.stopped()).contains("the largest batch that is tried");
  }

  @Test
  void modelOfOneBatchOnlyIsTakenAtThat() {
    BatchDoubling.Found found = BatchDoubling.search(BatchDoublingTest::onlyOne);
    assertThat(found.best().batch()).isEqualTo(1);
    assertThat(found.stopped()).isEqualTo("batch 2 is refused: fixed at batch 1");
    assertThatThrownBy(
            () ->
                BatchDoubling.search(
                    batch -> {
                      throw new ModelRefusedException("fixed at batch 8");
                    }))
        .isInstanceOf(HardwareException.class)
        .hasMessage("fixed at batch 8");
  }

  @Test
  void aMeasurementThatFailsIsNoRefusalOfTheBatch() {
    assertThatThrownBy(
            () ->
                BatchDoubling.search(
                    batch -> {
                      if (batch == 4) {
                        throw new OtherMachineException("another machine now");
                      }
                      return taking(batch, 1);
                    }))
        .isInstanceOf(OtherMachineException.class);
  }

  @Test
  void itEndsWhenItsTimeIsSpent() {
    BatchDoubling.Found found = BatchDoubling.search(batch -> taking(batch, 1), 64, () -> true);
    assertThat(found.tried()).extracting(Latency::batch).containsExactly(1);
    assertThat(found.stopped()).isEqualTo("the time for it is spent");
    assertThat(BatchDoubling.search(batch -> taking(batch, 1), 64, () -> false).best().batch())
        .isEqualTo(64);
  }

  private static Latency onlyOne(int batch) {
    if (batch != 1) {
      throw new ModelRefusedException("fixed at batch 1");
    }
    return taking(1, 1);
  }

  static Latency taking(int batch, double ms) {
    return new Latency(
        ms,
        ms,
        ms,
        ms * 0.99,
        ms * 1.01,
        60,
        batch,
        List.of(),
        true,
        new Noise(Map.of()),
        new References(0.3, List.of(), 0.3),
        Samples.of((long) (ms * 1e6)),
        500,
        List.of());
  }
}
