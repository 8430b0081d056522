package io.paretune.hardware.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whatever a model does to the process that measures it, the next one is measured. */
class MeasuringProcessTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static void measure(MeasuringProcess process, String model, Duration limit)
      throws IOException, Denial {
    WorkDirectory work = WorkDirectory.fresh();
    try {
      Files.writeString(work.model(), model);
      assertThat(process.measure(work, limit).reading().latency().medianMs()).isEqualTo(0.5);
    } finally {
      work.delete();
    }
  }

  private static void denied(int status, String reason, ThrowingCallable measurement) {
    assertThatThrownBy(measurement)
        .isInstanceOfSatisfying(
            Denial.class, denial -> assertThat(denial.status()).isEqualTo(status))
        .hasMessageContaining(reason);
  }

  @Test
  void aProcessThatDiesHangsOrTalksNonsenseIsReplaced() throws Exception {
    try (MeasuringProcess process =
        new MeasuringProcess(MeasuringProcess.java(ChildThatFails.class))) {
      assertThat(process.identity().machine().cpuModel()).isEqualTo("Board");
      measure(process, "noise", LONG);
      measure(process, "threads", LONG);
      denied(422, "was killed by signal 6", () -> measure(process, "abort", LONG));
      measure(process, "good", LONG);
      denied(422, "ended with exit code 3", () -> measure(process, "exit", LONG));
      denied(500, "made no sense", () -> measure(process, "nonsense", LONG));
      denied(504, "longer than the limit", () -> measure(process, "hang", Duration.ofMillis(50)));
      measure(process, "good", LONG);
    }
  }

  @Test
  void aProcessThatCannotStartIsToldWithItsReason() {
    MeasuringProcess absent = new MeasuringProcess(List.of("/there/is/no/such/program"));
    assertThatThrownBy(absent::identity)
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("/there/is/no/such/program");
    MeasuringProcess ends = new MeasuringProcess(List.of("false"));
    assertThatThrownBy(ends::identity)
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("ended with exit code 1");
  }
}
