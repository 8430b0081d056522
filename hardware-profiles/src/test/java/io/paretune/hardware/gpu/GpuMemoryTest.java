package io.paretune.hardware.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.profile.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes are deals of one process here, on a machine with one GPU of 80 GiB. */
class GpuMemoryTest {
  private static final Device.Cuda GPU = new Device.Cuda(0);

  private final Path directory;
  private final List<GpuDeal> deals = new ArrayList<>();
  private final SimulatedNvml machine = new SimulatedNvml("NVIDIA H100");
  private final GpuMemory memory;

  GpuMemoryTest(@TempDir Path directory) {
    this.directory = directory;
    this.memory =
        new GpuMemory(
            directory,
            List.of(GPU),
            gpu -> machine.driver().gpu(gpu.index()),
            gpu -> "GPU-" + gpu.index());
  }

  @AfterEach
  void giveBack() {
    deals.forEach(GpuDeal::close);
  }

  private void take() {
    deals.add(GpuDeal.take(directory, List.of(GPU), 1, gpu -> "GPU-" + gpu.index()));
  }

  @Test
  void whoIsAloneMayTakeAll() {
    take();
    machine.mine = 79L << 30;
    assertThat(memory.excessBytes()).isZero();
  }

  @Test
  void severalHaveEqualShares() {
    take();
    take();
    machine.mine = 35L << 30;
    assertThat(memory.excessBytes()).isZero();
    machine.mine = 37L << 30;
    assertThat(memory.excessBytes()).isEqualTo(1L << 30);
    deals.remove(1).close();
    assertThat(memory.excessBytes()).isZero();
    take();
    take();
    machine.mine = 23L << 30;
    assertThat(memory.excessBytes()).isZero();
    machine.mine = 25L << 30;
    assertThat(memory.excessBytes()).isPositive();
  }

  @Test
  void whatTheDriverDoesNotTellIsNotBounded() {
    take();
    take();
    machine.mine = -1;
    assertThat(memory.excessBytes()).isZero();
    machine.mine = 79L << 30;
    machine.silent();
    assertThat(memory.excessBytes()).isZero();
  }

  @Test
  void processorsHaveNoShare() {
    assertThat(GpuMemory.of(directory, List.of(new Device.Cpu())).excessBytes()).isZero();
  }
}
