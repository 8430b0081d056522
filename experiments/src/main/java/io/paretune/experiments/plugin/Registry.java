package io.paretune.experiments.plugin;

import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.spi.Provider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The providers of one kind by name: those that ship, then those of plug-ins in alphabetical order.
 * Immutable.
 *
 * @param <P> the kind
 */
public final class Registry<P extends Provider> {

  private final String kind;
  private final Map<String, P> byName;
  private final List<P> fromPlugins;

  private Registry(String kind, Map<String, P> byName, List<P> fromPlugins) {
    this.kind = kind;
    this.byName = byName;
    this.fromPlugins = fromPlugins;
  }

  /**
   * What ships, and what a loader finds.
   *
   * @param kind for messages, for instance {@code sampler}
   * @param taken further names that ship and have no provider
   * @throws IllegalArgumentException if a plug-in cannot be loaded, is of another version of the
   *     interfaces, or has a name that is taken: one line
   */
  static <P extends Provider> Registry<P> load(
      String kind, Class<P> service, List<P> shipped, Collection<String> taken, ClassLoader from) {
    Map<String, P> byName = new LinkedHashMap<>();
    shipped.forEach(provider -> byName.put(provider.name(), provider));
    List<P> found = sorted(kind, ServiceLoader.load(service, from).stream());
    for (P provider : found) {
      String name = provider.name();
      if (taken.contains(name) || byName.putIfAbsent(name, provider) != null) {
        P other = byName.get(name);
        throw new IllegalArgumentException(
            "%s '%s' of plug-in %s has a name that is taken by %s; leave one of them out"
                .formatted(
                    kind,
                    name,
                    PluginJar.of(provider).file(),
                    other != null && found.contains(other)
                        ? "plug-in " + PluginJar.of(other).file()
                        : "Paretune itself"));
      }
    }
    return new Registry<>(kind, byName, found);
  }

  private static <P extends Provider> List<P> sorted(
      String kind, Stream<ServiceLoader.Provider<P>> found) {
    try {
      return found
          .map(ServiceLoader.Provider::get)
          .peek(provider -> requireVersion(kind, provider))
          .sorted((a, b) -> a.name().compareTo(b.name()))
          .toList();
    } catch (ServiceConfigurationError | LinkageError broken) {
      Throwable cause = broken.getCause() == null ? broken : broken.getCause();
      throw new IllegalArgumentException(
          "a plug-in with a %s cannot be loaded: %s (%s)"
              .formatted(kind, broken.getMessage(), cause),
          broken);
    }
  }

  private static void requireVersion(String kind, Provider provider) {
    int api;
    try {
      api = provider.api();
    } catch (AbstractMethodError older) {
      api = 0;
    }
    if (api != Provider.API) {
      throw new IllegalArgumentException(
          "a %s of plug-in %s is made for version %d of Paretune's provider interfaces, this one has version %d; use a plug-in that fits"
              .formatted(kind, PluginJar.of(provider).file(), api, Provider.API));
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
                            kind, String.join(", ", names()), name, Nearest.hint(name, names()))));
  }

  /** What plug-ins brought. */
  public List<P> fromPlugins() {
    return fromPlugins;
  }

  /** For messages and facts. */
  String kind() {
    return kind;
  }
}
