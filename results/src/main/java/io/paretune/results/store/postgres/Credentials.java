package io.paretune.results.store.postgres;

import java.util.Optional;

/**
 * Who a server is told that it speaks with. They come from the environment and are never written or
 * printed.
 *
 * @param user empty for this process's user
 * @param password empty if the server asks for none, or the user's {@code ~/.pgpass} has it
 */
public record Credentials(Optional<String> user, Optional<String> password) {

  /** Variable that has the user. */
  public static final String USER = "PARETUNE_STORE_USER";

  /** Variable that has the password; {@code hardware.child} keeps it from child processes. */
  public static final String PASSWORD = "PARETUNE_STORE_PASSWORD";

  /** From the environment. */
  public static Credentials ofEnvironment() {
    return new Credentials(
        Optional.ofNullable(System.getenv(USER)), Optional.ofNullable(System.getenv(PASSWORD)));
  }

  /** The user's name. */
  String userName() {
    return user.orElseGet(() -> System.getProperty("user.name"));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return userName();
  }
}
