package io.paretune.hardware.profile;

import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Engine;
import java.util.List;
import java.util.Optional;

/**
 * Where and how one inference runs.
 *
 * @param device it runs on
 * @param deployments what runs there: one, or several that compete
 * @param cores of the processor that it may use
 * @param examples how many at a time, and of what size
 */
public record Target(Device device, List<Deployment> deployments, Cores cores, Examples examples) {

  /** What a profile calls the engines that ship, where they compete. */
  public static final String OPEN = "auto";

  /** The engines that compete under {@link #OPEN}. */
  private static final List<Engine> SHIPPED = List.of(Engine.ONNX_RUNTIME, Engine.PYTORCH);

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

  /** Checks that no two deployments are of one engine. */
  public Target {
    deployments = List.copyOf(deployments);
    List<Engine> engines = engines(deployments);
    if (deployments.isEmpty() || engines.stream().distinct().count() < engines.size()) {
      throw new IllegalArgumentException(
          "a profile must name one runtime or several different ones, got " + engines);
    }
  }

  /** One thread, bound to a core where that can be done, and one image at a time. */
  public static Target of(Device device, Deployment deployment) {
    return new Target(
        device,
        List.of(deployment),
        new Cores(Threads.of(1), Pin.AUTO),
        new Examples(1, Optional.empty()));
  }

  /** The engines, as a profile's YAML names them. */
  public String runtime() {
    List<Engine> engines = engines(deployments);
    if (engines.size() == 1) {
      return engines.get(0).name();
    }
    return engines.equals(SHIPPED) ? OPEN : engines.toString();
  }

  private static List<Engine> engines(List<Deployment> deployments) {
    return deployments.stream().map(Deployment::engine).toList();
  }

  /** The same without competitors. */
  public Target withDeployment(Deployment only) {
    return new Target(device, List.of(only), cores, examples);
  }

  /** The same with another number of threads. */
  public Target withThreads(Threads number) {
    return new Target(device, deployments, new Cores(number, cores.pin()), examples);
  }

  /** The same for so many images at a time. */
  public Target withBatch(int images) {
    return new Target(device, deployments, cores, new Examples(images, examples.size()));
  }

  /** The same for examples of a size. */
  public Target withInput(InputSize size) {
    return new Target(
        device, deployments, cores, new Examples(examples.batch(), Optional.of(size)));
  }
}
