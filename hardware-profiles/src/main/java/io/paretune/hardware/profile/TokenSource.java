package io.paretune.hardware.profile;

import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the secret lies that an agent asks for: never in the profile, which is shown, copied and
 * kept with every run. It is looked up whenever it is used, so that it can be changed meanwhile.
 */
public sealed interface TokenSource {

  /** Nowhere: the agent asks for none. */
  record None() implements TokenSource {
    @Override
    public Optional<String> token() {
      return Optional.empty();
    }
  }

  /** The only line of a file. */
  record InFile(Path file) implements TokenSource {
    private static final int LARGEST = 4096;

    @Override
    public Optional<String> token() {
      try {
        if (Files.size(file) > LARGEST) {
          throw new HardwareException("the token file " + file + " is too large to be a token");
        }
        return Optional.of(checked(Files.readString(file), "the token file " + file));
      } catch (NoSuchFileException e) {
        throw new HardwareException("there is no token file " + file, e);
      } catch (IOException e) {
        throw new HardwareException("the token file " + file + " cannot be read: " + e, e);
      }
    }
  }

  /** A variable of the process's environment. */
  record InEnvironment(String variable) implements TokenSource {
    @Override
    public Optional<String> token() {
      String value = System.getenv(variable);
      if (value == null) {
        throw new HardwareException(
            "the environment variable " + variable + ", which should hold the token, is not set");
      }
      return Optional.of(checked(value, "the environment variable " + variable));
    }
  }

  /**
   * The token, if one is used.
   *
   * @throws HardwareException if it should be there and is not
   */
  Optional<String> token();

  private static String checked(String text, String where) {
    String token = text.strip();
    // what an HTTP header can carry; the text itself is never shown
    if (!token.matches("[!-~]{1,1024}")) {
      throw new HardwareException(
          where + " must hold one line of 1 to 1024 visible ASCII characters without spaces");
    }
    return token;
  }
}
