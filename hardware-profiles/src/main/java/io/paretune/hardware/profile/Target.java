package io.paretune.hardware.profile;

import java.util.Optional;

/**
 * Where and how one inference runs.
 *
 * @param device it runs on
 * @param runtime the engine
 * @param cores of the processor that it may use
 * @param examples how many at a time, and of what size
 */
public record Target(Device device, RuntimeKind runtime, Cores cores, Examples examples) {

  /**
   * Cores of the processor.
   *
   * @param threads of one inference
   * @param pin whether measuring threads are bound to cores
   */
  public record Cores(Threads threads, Pin pin) {}

  /**
   * What one inference takes.
   *
   * @param batch images in one inference, at least 1
   * @param size of one example, for files that do not tell it
   */
  public record Examples(int batch, Optional<InputSize> size) {
    public Examples {
      if (batch < 1) {
        throw new IllegalArgumentException("batch >= 1 must hold, got " + batch);
      }
    }
  }

  /** One thread, bound to a core where that can be done, and one image at a time. */
  public static Target of(Device device, RuntimeKind runtime) {
    return new Target(
        device, runtime, new Cores(Threads.of(1), Pin.AUTO), new Examples(1, Optional.empty()));
  }

  /** The same on another device. */
  public Target withDevice(Device other) {
    return new Target(other, runtime, cores, examples);
  }

  /** The same by another engine. */
  public Target withRuntime(RuntimeKind engine) {
    return new Target(device, engine, cores, examples);
  }

  /** The same with another number of threads. */
  public Target withThreads(Threads number) {
    return new Target(device, runtime, new Cores(number, cores.pin()), examples);
  }

  /** The same for so many images at a time. */
  public Target withBatch(int images) {
    return new Target(device, runtime, cores, new Examples(images, examples.size()));
  }

  /** The same for examples of a size. */
  public Target withInput(InputSize size) {
    return new Target(device, runtime, cores, new Examples(examples.batch(), Optional.of(size)));
  }
}
