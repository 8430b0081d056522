package io.paretune.hardware.plugin;

import io.paretune.hardware.yaml.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The providers of one kind by name: those that ship, then those of plug-ins in alphabetical order.
 * Immutable.
 *
 * @param <P> the kind
 */
public final class Registry<P> {

  /**
   * A kind of providers.
   *
   * @param name for messages, for instance {@code sampler}
   * @param service its interface, under whose name {@link ServiceLoader} finds them
   * @param nameOf a provider's name
   * @param apiOf the version of the interface that a provider was compiled against
   * @param api the version that it has
   * @param <P> the interface
   */
  public record Kind<P>(
      String name, Class<P> service, Function<P, String> nameOf, ToIntFunction<P> apiOf, int api) {}

  private final Kind<P> kind;
  private final Map<String, P> byName;
  private final List<P> fromPlugins;

  private Registry(Kind<P> kind, Map<String, P> byName, List<P> fromPlugins) {
    this.kind = kind;
    this.byName = byName;
    this.fromPlugins = fromPlugins;
  }

  /**
   * What ships, and what a loader finds.
   *
   * @param taken further names that ship and have no provider
   * @throws IllegalArgumentException if a plug-in cannot be loaded, is of another version of the
   *     interfaces, or has a name that is taken: one line
   */
  public static <P> Registry<P> load(
      Kind<P> kind, List<P> shipped, Collection<String> taken, ClassLoader from) {
    Map<String, P> byName = new LinkedHashMap<>();
    shipped.forEach(provider -> byName.put(kind.nameOf().apply(provider), provider));
    List<P> found = sorted(kind, ServiceLoader.load(kind.service(), from).stream());
    for (P provider : found) {
      String name = kind.nameOf().apply(provider);
      if (taken.contains(name) || byName.putIfAbsent(name, provider) != null) {
        P other = byName.get(name);
        throw new IllegalArgumentException(
            "%s '%s' of plug-in %s has a name that is taken by %s; leave one of them out"
                .formatted(
                    kind.name(),
                    name,
                    PluginJar.of(provider).file(),
                    other != null && found.contains(other)
                        ? "plug-in " + PluginJar.of(other).file()
                        : "Paretune itself"));
      }
    }
    return new Registry<>(kind, byName, found);
  }

  private static <P> List<P> sorted(Kind<P> kind, Stream<ServiceLoader.Provider<P>> found) {
    try {
      return found
          .map(ServiceLoader.Provider::get)
          .peek(provider -> requireVersion(kind, provider))
          .sorted(Comparator.comparing(kind.nameOf()))
          .toList();
    } catch (ServiceConfigurationError | LinkageError broken) {
      Throwable cause = broken.getCause() == null ? broken : broken.getCause();
      throw new IllegalArgumentException(
          "a plug-in with a %s cannot be loaded: %s (%s)"
              .formatted(kind.name(), broken.getMessage(), cause),
          broken);
    }
  }

  private static <P> void requireVersion(Kind<P> kind, P provider) {
    int api;
    try {
      api = kind.apiOf().applyAsInt(provider);
    } catch (AbstractMethodError older) {
      api = 0;
    }
    if (api != kind.api()) {
      throw new IllegalArgumentException(
          "a %s of plug-in %s is made for version %d of Paretune's provider interfaces, this one has version %d; use a plug-in that fits"
              .formatted(kind.name(), PluginJar.of(provider).file(), api, kind.api()));
    }
  }

  /** All names, those that ship first. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** The provider of a name, if there is one. */
  public Optional<P> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The provider of a name.
   *
   * @throws IllegalArgumentException if there is none, with the nearest name
   */
  public P named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a %s must be one of %s, got '%s'%s"
                        .formatted(
                            kind.name(),
                            String.join(", ", names()),
                            name,
                            Nearest.hint(name, names()))));
  }

  /** What plug-ins brought. */
  public List<P> fromPlugins() {
    return fromPlugins;
  }

  /** Which plug-in brings what, in words. */
  public Map<PluginJar, List<String>> jars() {
    Map<PluginJar, List<String>> jars = new LinkedHashMap<>();
    for (P provider : fromPlugins) {
      jars.computeIfAbsent(PluginJar.of(provider), none -> new ArrayList<>())
          .add(kind.name() + " " + kind.nameOf().apply(provider));
    }
    return jars;
  }

  /**
   * What is loaded once for a process, in the initialiser of a class.
   *
   * @throws IllegalArgumentException if a plug-in there cannot be used, each time
   */
  public static <T> T orRefuse(Supplier<T> once) {
    try {
      return once.get();
    } catch (ExceptionInInitializerError unusable) {
      if (unusable.getCause() instanceof IllegalArgumentException reason) {
        throw reason;
      }
      throw unusable;
    }
  }
}
