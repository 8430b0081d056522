package io.paretune.results.artifact;

import io.paretune.results.store.database.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files under the SHA-256 of their content: {@code DIR/ab/abcdef....onnx}.
 *
 * <p>A file appears whole or not at all, and the same content is kept once. Thread-safe, also
 * between processes: writers of the same content write the same file. Files are forced to the disk
 * before they appear.
 */
public final class ArtifactStore {

  private static final String UNFINISHED = "unfinished-";

  private final Path directory;

  private ArtifactStore(Path directory) {
    this.directory = directory;
  }

  /** The store in a directory, which is made when something is put. */
  public static ArtifactStore in(Path directory) {
    return new ArtifactStore(directory.toAbsolutePath().normalize());
  }

  /** Keeps a copy of a file. */
  public ArtifactReference put(Path file, String suffix) {
    try (InputStream content = Files.newInputStream(file)) {
      return keep(content, suffix);
    } catch (IOException failed) {
      throw new ArtifactException(
          "cannot keep " + file + " in " + directory + ": " + StoreException.reason(failed),
          failed);
    }
  }

  /** Keeps some bytes. */
  public ArtifactReference put(byte[] content, String suffix) {
    try (InputStream stream = new ByteArrayInputStream(content)) {
      return keep(stream, suffix);
    } catch (IOException failed) {
      throw new ArtifactException(
          "cannot keep %d bytes in %s: %s"
              .formatted(content.length, directory, StoreException.reason(failed)),
          failed);
    }
  }

  private ArtifactReference keep(InputStream content, String suffix) throws IOException {
    Files.createDirectories(directory);
    Path unfinished = Files.createTempFile(directory, UNFINISHED, suffix);
    try {
      MessageDigest digest = sha256();
      long bytes;
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(unfinished), digest)) {
        bytes = content.transferTo(out);
      }
      ArtifactReference reference =
          new ArtifactReference(HexFormat.of().formatHex(digest.digest()), bytes, suffix);
      Path target = path(reference);
      if (Files.isRegularFile(target) && Files.size(target) == bytes) {
        return reference;
      }
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.createDirectories(shard(reference.hash()));
      move(unfinished, target);
      return reference;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException notHere) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Where the file of a reference lies, or would lie. */
  public Path path(ArtifactReference reference) {
    return shard(reference.hash()).resolve(reference.fileName());
  }

  /** Where the file of a hash lies, whatever its suffix; empty if there is none. */
  public Optional<Path> path(String hash) {
    Path shard = shard(ArtifactReference.requireHash(hash));
    if (!Files.isDirectory(shard)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(shard)) {
      return files.filter(file -> name(file).startsWith(hash)).sorted().findFirst();
    } catch (IOException failed) {
      throw new ArtifactException("cannot list " + shard + ": " + failed, failed);
    }
  }

  /**
   * The file of a hash, its content checked; O(size).
   *
   * @throws ArtifactException if it is absent or its content is not that of the hash, naming the
   *     file
   */
  public Path verified(String hash) {
    Path file =
        path(hash)
            .orElseThrow(() -> new ArtifactException("no artifact " + hash + " in " + directory));
    MessageDigest digest = sha256();
    try (InputStream content = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      content.transferTo(out);
    } catch (IOException failed) {
      throw new ArtifactException("cannot read " + file + ": " + failed, failed);
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(hash)) {
      throw new ArtifactException(
          "the artifact " + file + " is corrupt: its content has the SHA-256 " + found);
    }
    return file;
  }

  /**
   * Files that no reference needs: those whose hash is not among the given, and what an interrupted
   * put left. Nothing is deleted. A put that is under way may be among them: ask when no run is.
   *
   * @param needed hashes that trials refer to
   */
  public List<Path> unreferenced(Collection<String> needed) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    Set<String> hashes = Set.copyOf(needed);
    List<Path> garbage = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory, 2)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> isGarbage(name(file), hashes))
          .sorted()
          .forEach(garbage::add);
    } catch (IOException failed) {
      throw new ArtifactException("cannot list " + directory + ": " + failed, failed);
    }
    return List.copyOf(garbage);
  }

  private static boolean isGarbage(String name, Set<String> hashes) {
    boolean artifact = name.matches("[0-9a-f]{64}(\\..*)?");
    return artifact ? !hashes.contains(name.substring(0, 64)) : name.startsWith(UNFINISHED);
  }

  private Path shard(String hash) {
    return directory.resolve(hash.substring(0, 2));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
