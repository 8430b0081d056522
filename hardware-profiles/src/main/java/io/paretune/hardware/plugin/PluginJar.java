package io.paretune.hardware.plugin;

import io.paretune.hardware.Digest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * Where a plug-in's class comes from.
 *
 * @param file name of the jar, or of the directory of classes
 * @param version as the jar's manifest says ({@code Implementation-Version}); empty if it does not
 * @param hash SHA-256 of the jar in hexadecimal; empty for a directory
 */
public record PluginJar(String file, Optional<String> version, Optional<String> hash) {

  /** Of an object from a plug-in. */
  public static PluginJar of(Object plugin) {
    Class<?> type = plugin.getClass();
    Optional<String> version = Optional.ofNullable(type.getPackage().getImplementationVersion());
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return new PluginJar(type.getName(), version, Optional.empty());
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      Optional<String> hash =
          Files.isRegularFile(path)
              ? Optional.of(Digest.sha256(Files.readAllBytes(path)))
              : Optional.empty();
      return new PluginJar(String.valueOf(path.getFileName()), version, hash);
    } catch (URISyntaxException | IOException unreadable) {
      throw new IllegalArgumentException(
          "the plug-in at " + source.getLocation() + " cannot be read: " + unreadable, unreadable);
    }
  }

  /** For a report. */
  public String inWords() {
    return version.map(number -> "version " + number).orElse("no version")
        + hash.map(digest -> ", SHA-256 " + digest).orElse(", a directory of classes");
  }
}
