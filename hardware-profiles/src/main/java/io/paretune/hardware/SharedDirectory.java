package io.paretune.hardware;

import java.nio.file.Path;

/**
 * Where what outlives a run is kept by its content, such as shared networks: a second search over
 * the same finds it made. It may be emptied at any time; what is missing is made anew.
 */
public final class SharedDirectory {

  /** The system property that names it. */
  public static final String PROPERTY = "paretune.cache";

  /** The environment variable that names it. */
  public static final String VARIABLE = "PARETUNE_CACHE";

  private SharedDirectory() {}

  /**
   * The system property {@value #PROPERTY}, else the variable {@value #VARIABLE}, else {@code
   * paretune} in the user's cache ({@code XDG_CACHE_HOME}, or {@code .cache} in the home
   * directory).
   */
  public static Path path() {
    String named = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
    if (!named.isEmpty()) {
      return Path.of(named).toAbsolutePath();
    }
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("paretune").toAbsolutePath();
  }
}
