package io.paretune.evaluators.trial;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.gpu.GpuDeal;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where networks are trained. Of several places each takes a share of every step's batch, with
 * batch statistics of its own, as in PyTorch's {@code DistributedDataParallel}; the first one has
 * the weights. The same processor several times means shares of it side by side.
 */
public sealed interface TrainingDevices {

  /** What an experiment calls devices that are free. */
  String AUTO = "auto";

  /**
   * These.
   *
   * @param places at least one
   */
  record Given(List<Device> places) implements TrainingDevices {
    /** Copies the list. */
    public Given {
      places = List.copyOf(places);
      if (places.isEmpty()) {
        throw new IllegalArgumentException("training needs a device, got none");
      }
    }

    @Override
    public List<Device> places(List<Device.Cuda> gpus) {
      return places;
    }

    @Override
    public String text() {
      return places.stream().map(Device::text).collect(Collectors.joining(", "));
    }
  }

  /**
   * GPUs where there are some, each process those that fewest others train on; else the processor.
   *
   * @param count how many, at least 1
   */
  record Free(int count) implements TrainingDevices {
    @Override
    public List<Device> places(List<Device.Cuda> gpus) {
      if (gpus.isEmpty()) {
        return Collections.nCopies(count, new Device.Cpu());
      }
      if (count > gpus.size()) {
        throw new IllegalArgumentException(
            "training on %d devices: this machine has %d GPUs; give devices: %d or fewer"
                .formatted(count, gpus.size(), gpus.size()));
      }
      return List.copyOf(gpus.subList(0, count));
    }

    @Override
    public String text() {
      return count + " free";
    }
  }

  /** One device. */
  static TrainingDevices of(Device device) {
    return new Given(List.of(device));
  }

  /**
   * Reads {@code auto}, {@code cpu} or {@code cuda:N}.
   *
   * @param count how many: shares of the processor, or GPUs from the N-th on
   * @throws IllegalArgumentException for anything else
   */
  static TrainingDevices parse(String text, int count) {
    if (text.equals(AUTO)) {
      return new Free(count);
    }
    if (!text.equals("cpu") && !text.startsWith("cuda:")) {
      throw new IllegalArgumentException("device must be auto, cpu or cuda:N, got '" + text + "'");
    }
    Device first = Device.parse(text);
    return new Given(
        IntStream.range(0, count)
            .<Device>mapToObj(
                i -> first instanceof Device.Cuda cuda ? new Device.Cuda(cuda.index() + i) : first)
            .toList());
  }

  /**
   * The devices on a machine where nothing else trains.
   *
   * @param gpus of the machine
   * @throws IllegalArgumentException if it has too few
   */
  List<Device> places(List<Device.Cuda> gpus);

  /** For people. */
  String text();

  /** The devices of this machine, whoever else trains on them. */
  default List<Device> places() {
    return places(TorchEngine.gpusHere());
  }

  /**
   * Takes the devices for a process that trains; to be closed when it does no more.
   *
   * @param directory where the processes of this host that train meet
   * @throws IllegalArgumentException if this machine has too few
   */
  default Taken take(Path directory) {
    List<Device.Cuda> gpus = TorchEngine.gpusHere();
    List<Device> places = places(gpus);
    if (this instanceof Free && !gpus.isEmpty()) {
      GpuDeal deal = GpuDeal.take(directory, gpus, places.size());
      return new Taken(new Given(List.copyOf(deal.gpus())), deal::close);
    }
    GpuDeal held = GpuDeal.hold(directory, gpus.stream().filter(places::contains).toList());
    return new Taken(new Given(places), held::close);
  }

  /**
   * Checks that this machine has them.
   *
   * @throws IllegalArgumentException if not, in one line
   */
  default void require() {
    for (Device device : places()) {
      try {
        TorchEngine.require(device);
      } catch (HardwareException notHere) {
        throw new IllegalArgumentException(
            "training on %s: %s".formatted(device.text(), notHere.getMessage()), notHere);
      }
    }
  }

  /**
   * Devices that a process has for itself as far as there are enough.
   *
   * @param devices what they are
   * @param end gives them back
   */
  record Taken(Given devices, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }
}
