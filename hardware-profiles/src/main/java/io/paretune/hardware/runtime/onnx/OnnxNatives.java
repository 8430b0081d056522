package io.paretune.hardware.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's native libraries, unpacked once for all processes of a user. Left to itself, the
 * engine unpacks them (28 MB, hundreds for GPUs) into the temporary directory at each start, where
 * those of processes that are killed, as workers are, stay for good.
 */
final class OnnxNatives {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxNatives.class);

  /** The engine's own property: the directory that it takes its libraries from. */
  private static final String PROPERTY = "onnxruntime.native.path";

  private OnnxNatives() {}

  /**
   * Has the engine take its libraries from the user's cache, unless somebody said another place.
   * Where that cannot be, the engine unpacks them itself.
   */
  static synchronized void share() {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    try {
      Path jar =
          Path.of(OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      String machine = machine(System.getProperty("os.name"), System.getProperty("os.arch"));
      unpacked(jar, machine, SharedDirectory.path().resolve("natives"))
          .ifPresent(directory -> System.setProperty(PROPERTY, directory.toString()));
    } catch (IOException | URISyntaxException | IllegalArgumentException notHere) {
      LOG.debug("ONNX Runtime unpacks its natives itself: {}", notHere.toString());
    }
  }

  /** What the engine's jar calls a kind of machine, such as {@code linux-x64}. */
  static String machine(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    String os = name.contains("mac") ? "osx" : name.contains("win") ? "win" : "linux";
    return os + "-" + (processor.matches("aarch64|arm64") ? "aarch64" : "x64");
  }

  /**
   * The directory with a jar's libraries for a kind of machine, which is made or completed.
   *
   * @param natives takes a directory for each set of libraries
   * @return nothing if the jar has none
   * @throws IOException if the jar cannot be read or the directory not be written
   */
  static Optional<Path> unpacked(Path jar, String machine, Path natives) throws IOException {
    String folder = "ai/onnxruntime/native/" + machine + "/";
    try (ZipFile open = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> libraries =
          open.stream()
              .filter(entry -> entry.getName().matches(Pattern.quote(folder) + "[^/]+"))
              .toList();
      if (libraries.isEmpty()) {
        return Optional.empty();
      }
      Path directory = natives.resolve("onnxruntime-" + key(libraries));
      Files.createDirectories(directory);
      for (ZipEntry library : libraries) {
        Path file = directory.resolve(library.getName().substring(folder.length()));
        if (!Files.exists(file) || Files.size(file) != library.getSize()) {
          WholeFile.write(file, part -> unpack(open, library, part));
        }
      }
      return Optional.of(directory);
    }
  }

  /** Other libraries, another key: from the checksums that the jar has of them. */
  private static String key(List<? extends ZipEntry> libraries) {
    return Long.toHexString(
        libraries.stream().mapToLong(ZipEntry::getCrc).reduce(17, (key, crc) -> 31 * key + crc));
  }

  private static void unpack(ZipFile jar, ZipEntry library, Path file) throws IOException {
    try (InputStream in = jar.getInputStream(library)) {
      Files.copy(in, file);
    }
  }
}
