package io.paretune.evaluators.data.layout.archive;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.SharedDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A {@code .zip}, {@code .tar}, {@code .tar.gz} or {@code .tgz}, unpacked once for all processes of
 * the user into the shared directory, by path, size and time. Entries that would lie outside are
 * refused, and one that unpacks to far more than it is (a bomb) or than there is room for: then
 * nothing of it is left.
 */
public final class Archive {

  private final Path file;
  private final Allowance.Limits limits;

  private Archive(Path file, Allowance.Limits limits) {
    this.file = file;
    this.limits = limits;
  }

  /** Whether a name is an archive's. */
  public static boolean recognises(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return isZip(name) || name.endsWith(".tar") || isZippedTar(name);
  }

  private static boolean isZip(String name) {
    return name.endsWith(".zip");
  }

  private static boolean isZippedTar(String name) {
    return name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  /** One that unpacks to as much as data do. */
  public static Archive of(Path file) {
    return of(file, Allowance.Limits.defaults());
  }

  static Archive of(Path file, Allowance.Limits limits) {
    return new Archive(file, limits);
  }

  /**
   * Reads what is inside.
   *
   * @param reader of the directory that it is unpacked to
   * @throws DataException if it is not sound, or as the reader throws it, with the archive's name
   */
  public SourceData read(Function<Path, SourceData> reader) {
    Path directory;
    try {
      directory = unpacked();
    } catch (IOException unsound) {
      throw new DataException(
          file.toString(),
          "a sound archive, and room to unpack it in " + SharedDirectory.path(),
          String.valueOf(unsound.getMessage()),
          unsound);
    }
    try {
      SourceData data = reader.apply(directory);
      return data.renamed(file.getFileName().toString(), directory.toString(), file.toString());
    } catch (DataException unsound) {
      throw unsound.elsewhere(directory.toString(), file.toString());
    }
  }

  private Path unpacked() throws IOException {
    Path all = Files.createDirectories(SharedDirectory.path().resolve("unpacked"));
    String identity =
        file.toAbsolutePath() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    String key = Digest.sha256(identity).substring(0, 24);
    Path directory = all.resolve(key);
    if (Files.isDirectory(directory)) {
      return directory;
    }
    return OneAtATime.with(
        all.resolve(key + ".lock"),
        () -> {
          if (!Files.isDirectory(directory)) {
            Path unfinished = Files.createTempDirectory(all, key + ".part-");
            try {
              unpack(unfinished, limits.of(file, unfinished));
              Files.move(unfinished, directory);
            } finally {
              delete(unfinished);
            }
          }
          return directory;
        });
  }

  private void unpack(Path directory, Allowance allowance) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (isZip(name)) {
      unzip(directory, allowance);
      return;
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      InputStream tar = isZippedTar(name) ? new GZIPInputStream(raw, 1 << 16) : raw;
      new TarEntries(tar)
          .forEach(
              new TarEntries.Taker() {
                @Override
                public void take(String path, InputStream content) throws IOException {
                  write(inside(directory, path), allowance.counted(content));
                }

                @Override
                public void link(String path, String target) throws IOException {
                  try (InputStream content = Files.newInputStream(inside(directory, target))) {
                    write(inside(directory, path), allowance.counted(content));
                  }
                }
              });
    }
  }

  private void unzip(Path directory, Allowance allowance) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          try (InputStream content = zip.getInputStream(entry)) {
            write(inside(directory, entry.getName()), allowance.counted(content));
          }
        }
      }
    }
  }

  private static Path inside(Path directory, String name) throws IOException {
    Path file = directory.resolve(name.replace('\\', '/')).normalize();
    if (!file.startsWith(directory) || file.equals(directory)) {
      throw new IOException("an entry that lies outside, '" + name + "'");
    }
    return file;
  }

  private static void write(Path file, InputStream content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path found, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(found);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
