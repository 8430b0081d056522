package io.paretune.hardware.profile.catalogue;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.yaml.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The catalogue: profiles that ship with Paretune, and those that a user writes. Stateless. */
public final class HardwareProfiles {
  private static final List<String> NAMES =
      List.of(
          "cpu-1-thread",
          "cpu-1-thread-auto",
          "cpu-1-thread-pytorch",
          "cpu-all-threads",
          "cuda-0",
          "cuda-0-pytorch");
  private static final int LARGEST_FILE = 1 << 20;

  private HardwareProfiles() {}

  /** Names of the embedded profiles, in alphabetical order. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * One of the embedded profiles.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static HardwareProfile named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no profile is called '"
              + name
              + "'"
              + Nearest.hint(name, NAMES)
              + "; there are: "
              + String.join(", ", NAMES));
    }
    String resource = name + ".yaml";
    try (InputStream in = HardwareProfiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "the embedded profile " + resource + " is missing from the jar");
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return parse(resource, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A profile's text, read strictly, for this machine.
   *
   * @param source what messages call it
   * @throws IllegalArgumentException as {@link #read(Path)}
   */
  public static HardwareProfile parse(String source, String yaml) {
    return new ProfileReader(source, Runtime.getRuntime().availableProcessors(), Path.of(""))
        .read(yaml);
  }

  /** A profile as text that {@link #parse} reads; agent and price are left out. */
  public static String write(HardwareProfile profile) {
    return ProfileWriter.write(profile);
  }

  /**
   * A user's profile, read strictly, for this machine.
   *
   * @throws IllegalArgumentException for an unknown key, a wrong value or more threads than the
   *     machine has, with file, line and column
   * @throws HardwareException if the file cannot be read
   */
  public static HardwareProfile read(Path file) {
    return read(file, Runtime.getRuntime().availableProcessors());
  }

  /** As {@link #read(Path)}, for a machine that offers {@code availableThreads}. */
  static HardwareProfile read(Path file, int availableThreads) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new IllegalArgumentException(
            file + ": a profile is at most 1 MiB, this file is larger");
      }
      Path base = file.toAbsolutePath().resolveSibling("");
      return new ProfileReader(file.toString(), availableThreads, base)
          .read(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": a profile is UTF-8 text, this file is not", e);
    } catch (IOException e) {
      throw new HardwareException("the profile " + file + " cannot be read: " + e, e);
    }
  }
}
