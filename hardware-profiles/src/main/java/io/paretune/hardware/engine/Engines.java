package io.paretune.hardware.engine;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.plugin.Registry;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.hardware.spi.RuntimeProvider;
import io.paretune.hardware.yaml.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The engines that profiles can name: those that ship, and those of plug-ins. Immutable. */
public final class Engines {
  private static final List<RuntimeProvider> SHIPPED =
      List.of(new OnnxRuntimeProvider(), new TorchRuntimeProvider());

  private final Registry<RuntimeProvider> providers;

  private Engines(Registry<RuntimeProvider> providers) {
    this.providers = providers;
  }

  /** The class path does not change while a process runs, so it is looked through once. */
  private static final class OnClassPath {
    private static final Engines FOUND = load(Engines.class.getClassLoader());
  }

  /**
   * What is on this process's class path.
   *
   * @throws IllegalArgumentException if a plug-in there cannot be used: one line
   */
  public static Engines installed() {
    return Registry.orRefuse(() -> OnClassPath.FOUND);
  }

  /**
   * What a class loader finds.
   *
   * @throws IllegalArgumentException if a plug-in there cannot be used: one line
   */
  public static Engines load(ClassLoader from) {
    return new Engines(
        Registry.load(
            new Registry.Kind<>(
                "runtime",
                RuntimeProvider.class,
                RuntimeProvider::name,
                RuntimeProvider::api,
                RuntimeProvider.API),
            SHIPPED,
            List.of(Target.OPEN),
            from));
  }

  /** Those that ship and those of plug-ins. */
  public Registry<RuntimeProvider> providers() {
    return providers;
  }

  /**
   * What a network is deployed as under a runtime's name: several that compete under {@code auto},
   * which are those that ship.
   *
   * @throws IllegalArgumentException if there is no such name, with the nearest
   */
  public List<Deployment> deployments(String runtime, Device device) {
    if (runtime.equals(Target.OPEN)) {
      return SHIPPED.stream().map(provider -> provider.deployment(device)).toList();
    }
    List<String> names = new ArrayList<>(SHIPPED.stream().map(RuntimeProvider::name).toList());
    names.add(Target.OPEN);
    providers.names().stream().filter(name -> !names.contains(name)).forEach(names::add);
    return List.of(
        providers
            .find(runtime)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "runtime must be one of "
                            + names
                            + ", got '"
                            + runtime
                            + "'"
                            + Nearest.hint(runtime, names)))
            .deployment(device));
  }

  /**
   * Opens a file to find out what it answers, by what runs it; see {@link
   * RuntimeProvider#answering}.
   */
  public BatchModel answering(
      Deployment deployment, Path model, InputSize example, Placement where) {
    return providers.named(deployment.engine().name()).answering(model, example, where);
  }

  /** Who knows the only engine of a profile. */
  public RuntimeProvider provider(HardwareProfile profile) {
    return providers.named(profile.deployment().engine().name());
  }

  /**
   * The only engine of a profile, started in this process.
   *
   * @throws HardwareException if this build has none for the profile's device, or this process was
   *     started for another number of threads
   * @throws IllegalArgumentException if several engines compete
   */
  public InferenceRuntime start(HardwareProfile profile) {
    return provider(profile).start(profile);
  }

  /**
   * The machine as a profile's engines would tell it, found out without starting one that can be
   * started only once in a process.
   *
   * @throws HardwareException if the profile cannot be had here
   */
  public Fingerprint machine(HardwareProfile profile) {
    return Fingerprint.together(
        profile.deployments().stream()
            .map(profile::withDeployment)
            .map(one -> provider(one).machine(one))
            .toList());
  }
}
