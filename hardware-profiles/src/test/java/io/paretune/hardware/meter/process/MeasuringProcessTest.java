package io.paretune.hardware.meter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.MeasuringTimeoutException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.child.JavaLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whatever a model does to the process that measures it, the next one is measured. */
class MeasuringProcessTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static void measure(MeasuringProcess process, String model, Duration limit)
      throws IOException {
    WorkDirectory work = WorkDirectory.fresh();
    try {
      Files.writeString(work.model(), model);
      assertThat(process.measure(work, limit).reading().latency().medianMs()).isEqualTo(0.5);
    } finally {
      work.delete();
    }
  }

  private static void fails(
      Class<? extends HardwareException> kind, String reason, ThrowingCallable measurement) {
    assertThatThrownBy(measurement).isExactlyInstanceOf(kind).hasMessageContaining(reason);
  }

  @Test
  void aProcessThatDiesHangsOrTalksNonsenseIsReplaced() throws Exception {
    try (MeasuringProcess process =
        new MeasuringProcess(threads -> MeasuringProcess.java(ChildThatFails.class, threads), 1)) {
      assertThat(process.identity().machine().processor().model()).isEqualTo("Board");
      measure(process, "noise", LONG);
      measure(process, "threads", LONG);
      fails(
          ModelRefusedException.class,
          "was killed by signal 6",
          () -> measure(process, "abort", LONG));
      measure(process, "good", LONG);
      fails(
          ModelRefusedException.class,
          "ended with exit code 3",
          () -> measure(process, "exit", LONG));
      fails(HardwareException.class, "made no sense", () -> measure(process, "nonsense", LONG));
      fails(
          MeasuringTimeoutException.class,
          "longer than the limit",
          () -> measure(process, "hang", Duration.ofMillis(50)));
      measure(process, "good", LONG);
    }
  }

  private static MeasuringProcess program(String path) {
    return new MeasuringProcess(threads -> new JavaLaunch(List.of(path), Map.of()), 1);
  }

  @Test
  void aProcessThatCannotStartIsToldWithItsReason() {
    MeasuringProcess absent = program("/there/is/no/such/program");
    assertThatThrownBy(absent::identity)
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("/there/is/no/such/program");
    MeasuringProcess ends = program("false");
    assertThatThrownBy(ends::identity)
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("ended with exit code 1");
  }
}
