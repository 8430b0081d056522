package io.paretune.experiments.network.transfer;

import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.WireException;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.WholeFile;
import io.paretune.results.artifact.ArtifactStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's files: gives what trials need, takes what they leave. Thread-safe.
 *
 * <p>Who is let in has shown the token; what it may touch is bounded all the same: inputs by their
 * hash, and names of the areas below the run's directory. A file is kept when its content has the
 * hash that was announced.
 */
public final class FileDesk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileDesk.class);

  /** Whoever brings files may wait for another; as many as this bring them at a time. */
  private static final int LOCKS = 64;

  private final InputSet inputs;
  private final RunDirectory run;
  private final Map<String, Path> byHash = new HashMap<>();
  private final KnownHashes hashes = new KnownHashes();
  private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

  /**
   * A desk.
   *
   * @param inputs what the experiment reads
   * @param run where the rest lies
   */
  public FileDesk(InputSet inputs, RunDirectory run) {
    this.inputs = inputs;
    this.run = run;
    inputs.files().forEach(file -> byHash.put(file.sha256(), Path.of(file.original())));
  }

  /** Takes the directory of unfinished files away, if there is nothing in it. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(run.incoming());
    } catch (IOException inUse) {
      LOG.debug("{} holds what did not arrive whole", run.incoming());
    }
  }

  /** Answers one request after another until the connection ends. */
  public void serve(LineChannel channel) throws IOException {
    try {
      while (true) {
        FileRequest request = channel.read(FileRequest.class, LineChannel.SHORT);
        try {
          answer(channel, request);
        } catch (WireException | EOFException broken) {
          throw broken;
        } catch (IOException | RuntimeException unable) {
          channel.write(new FileReply.Refused(String.valueOf(unable.getMessage())));
        }
      }
    } catch (EOFException done) {
      channel.close();
    }
  }

  private void answer(LineChannel channel, FileRequest request) throws IOException {
    if (request instanceof FileRequest.Inputs) {
      channel.write(new FileReply.Inputs(inputs));
    } else if (request instanceof FileRequest.Kept) {
      channel.write(new FileReply.Kept(kept()));
    } else if (request instanceof FileRequest.Get get) {
      give(channel, get);
    } else if (request instanceof FileRequest.Put put) {
      byte[] piece = channel.readBytes(put.length());
      channel.write(new FileReply.Received(take(put, piece)));
    }
  }

  /** Where what was made once for all trials lies. */
  private Path directory(Area area) {
    return switch (area) {
      case SHARED -> run.shared();
      case TRIAL -> run.trials();
      case PLAN -> run.path();
      case INPUT, ARTIFACT -> throw new IllegalArgumentException(area + " has no names of its own");
    };
  }

  private List<FileEntry> kept() throws IOException {
    List<FileEntry> files = new ArrayList<>();
    for (Area area : List.of(Area.SHARED, Area.PLAN)) {
      files.addAll(KeptFiles.in(area, directory(area), hashes));
    }
    return files;
  }

  private void give(LineChannel channel, FileRequest.Get get) throws IOException {
    Path file = file(get);
    byte[] piece = new byte[FileRequest.CHUNK];
    int length;
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      content.seek(get.offset());
      length = Math.max(0, content.read(piece));
    }
    channel.write(new FileReply.Content(length), piece, length);
  }

  private Path file(FileRequest.Get get) {
    if (!get.area().accepts(get.name())) {
      throw new IllegalArgumentException("no file of " + get.area() + ": '" + get.name() + "'");
    }
    if (get.area() != Area.INPUT) {
      return directory(get.area()).resolve(get.name());
    }
    Path file = byHash.get(get.name());
    if (file == null) {
      throw new IllegalArgumentException("the experiment reads no file " + get.name());
    }
    return file;
  }

  /** Takes a piece if it is the next; gives the offset of the one to send. */
  private long take(FileRequest.Put put, byte[] piece) throws IOException {
    FileEntry file = put.file();
    synchronized (lock(file.sha256())) {
      if (there(file)) {
        return file.bytes();
      }
      Path part = run.incoming().resolve(file.sha256() + ".part");
      Files.createDirectories(run.incoming());
      try (RandomAccessFile content = new RandomAccessFile(part.toFile(), "rw")) {
        if (content.length() > file.bytes()) {
          content.setLength(0);
        }
        if (content.length() == put.offset() && piece.length > 0) {
          content.seek(put.offset());
          content.write(piece);
        }
        if (content.length() < file.bytes()) {
          return content.length();
        }
        content.getFD().sync();
      }
      keep(file, part);
      return file.bytes();
    }
  }

  private Object lock(String hash) {
    return locks.get(Math.floorMod(hash.hashCode(), LOCKS));
  }

  private boolean there(FileEntry file) throws IOException {
    if (file.area() == Area.ARTIFACT) {
      return run.artifacts().path(file.sha256()).isPresent();
    }
    Path there = directory(file.area()).resolve(file.name());
    // what follows from the same is the same, whoever made it first
    boolean replaced = file.area() == Area.TRIAL || file.area() == Area.PLAN;
    return Files.isRegularFile(there) && (!replaced || hashes.of(there).equals(file.sha256()));
  }

  private void keep(FileEntry file, Path part) throws IOException {
    try {
      String found = FileHash.of(part);
      if (!found.equals(file.sha256())) {
        throw new IOException(
            "%s arrived with other content than was announced: SHA-256 %s"
                .formatted(file.name(), found));
      }
      if (file.area() == Area.ARTIFACT) {
        ArtifactStore artifacts = run.artifacts();
        artifacts.put(part, file.name().substring(file.sha256().length()));
      } else {
        Path there = directory(file.area()).resolve(file.name());
        Files.createDirectories(there.getParent());
        WholeFile.write(
            there, unfinished -> Files.copy(part, unfinished, StandardCopyOption.REPLACE_EXISTING));
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
