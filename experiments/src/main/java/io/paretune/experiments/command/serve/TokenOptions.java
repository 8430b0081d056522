package io.paretune.experiments.command.serve;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.TokenSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a token lies. */
public final class TokenOptions {

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "the secret that clients must show: the only line of a file")
  private @Nullable Path file;

  @Option(
      names = "--token-env",
      paramLabel = "NAME",
      description = "the same from a variable of the environment")
  private @Nullable String variable;

  /** Whether one is given. */
  boolean given() {
    return file != null || variable != null;
  }

  /**
   * At most one place.
   *
   * @throws IllegalArgumentException if two are given, or what is given cannot be read
   */
  public TokenSource source() {
    if (file != null && variable != null) {
      throw new IllegalArgumentException("either --token-file or --token-env, not both");
    }
    TokenSource source =
        file != null
            ? new TokenSource.InFile(file)
            : variable != null ? new TokenSource.InEnvironment(variable) : new TokenSource.None();
    try {
      source.token();
      return source;
    } catch (HardwareException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
  }
}
