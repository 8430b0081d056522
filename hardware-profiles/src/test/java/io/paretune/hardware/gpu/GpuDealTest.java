package io.paretune.hardware.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.profile.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes are deals of one process here: a lock is refused to either alike. */
class GpuDealTest {
  private final Path directory;
  private final List<GpuDeal> deals = new ArrayList<>();

  GpuDealTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void giveBack() {
    deals.forEach(GpuDeal::close);
  }

  private List<Integer> take(int present, int count) {
    List<Device.Cuda> gpus = IntStream.range(0, present).mapToObj(Device.Cuda::new).toList();
    deals.add(GpuDeal.take(directory, gpus, count, gpu -> "GPU-" + gpu.index()));
    return deals.get(deals.size() - 1).gpus().stream().map(Device.Cuda::index).toList();
  }

  @Test
  void workersAreDealtGpusInTurn() {
    for (int worker = 0; worker < 7; worker++) {
      assertThat(take(3, 1)).containsExactly(worker % 3);
    }
  }

  @Test
  void whatIsGivenBackIsDealtNext() {
    take(3, 1);
    take(3, 1);
    take(3, 1);
    deals.remove(1).close();
    assertThat(take(3, 1)).containsExactly(1);
    assertThat(take(3, 1)).containsExactly(0);
  }

  @Test
  void holdersAreCountedAndWhatAnotherProcessCallsOtherwiseIsTheSameGpu() {
    for (int worker = 0; worker < 5; worker++) {
      take(2, 1);
    }
    // GPU 0 has had three, of which the first ended; GPU 1 two, of which the second ended
    deals.remove(0).close();
    deals.remove(2).close();
    assertThat(take(2, 1)).containsExactly(1);
    List<Device.Cuda> crossed = List.of(new Device.Cuda(0), new Device.Cuda(1));
    deals.add(GpuDeal.take(directory, crossed, 1, gpu -> "GPU-" + (1 - gpu.index())));
    deals.add(GpuDeal.take(directory, crossed, 1, gpu -> "GPU-" + (1 - gpu.index())));
    assertThat(deals.get(4).gpus()).isNotEqualTo(deals.get(5).gpus());
  }

  @Test
  void severalAreDifferentOnesAndFreeOnesFirst() {
    take(4, 1);
    assertThat(take(4, 2)).containsExactly(1, 2);
    assertThat(take(4, 2)).containsExactly(3, 0);
    assertThatThrownBy(() -> take(2, 3)).hasMessage("1 to 2 GPUs can be dealt, got 3");
  }
}
