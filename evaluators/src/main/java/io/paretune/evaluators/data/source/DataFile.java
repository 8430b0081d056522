package io.paretune.evaluators.data.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One file to read, on disk or in the jar, gzipped or not; its failures become {@link
 * DataException}s.
 */
public final class DataFile {
  private interface Opener {
    InputStream open() throws IOException;
  }

  private final String name;
  private final boolean gzipped;
  private final Opener opener;

  private DataFile(String name, Opener opener) {
    this.name = name;
    this.gzipped = name.toLowerCase(Locale.ROOT).endsWith(".gz");
    this.opener = opener;
  }

  /** A file on disk; gzipped if its name ends in {@code .gz}. */
  public static DataFile of(Path path) {
    return new DataFile(path.toString(), () -> Files.newInputStream(path));
  }

  /** A file in the jar, relative to this package. */
  public static DataFile resource(String resource) {
    return new DataFile(
        resource,
        () -> {
          InputStream stream = DataFile.class.getResourceAsStream(resource);
          if (stream == null) {
            throw new NoSuchFileException(resource);
          }
          return stream;
        });
  }

  /** The path, or the resource. */
  public String name() {
    return name;
  }

  /**
   * The whole content, decompressed.
   *
   * @throws DataException if it is absent, empty or not sound
   */
  public byte[] bytes() {
    byte[] content = read(InputStream::readAllBytes);
    if (content.length == 0) {
      throw new DataException(name, "data", "an empty file");
    }
    return content;
  }

  /**
   * Reads from a stream.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Content<T> {
    /** Reads the decompressed content, which is closed afterwards and can be marked. */
    T read(InputStream content) throws IOException;
  }

  /**
   * What a reader makes of the content, decompressed.
   *
   * @throws DataException if the file is absent or not sound
   */
  public <T> T read(Content<T> reader) {
    try (InputStream stream = open()) {
      return reader.read(stream);
    } catch (NoSuchFileException e) {
      throw new DataException(name, "a file", "nothing there", e);
    } catch (EOFException e) {
      throw new DataException(name, "a complete gzip stream", "one that is cut short", e);
    } catch (ZipException e) {
      throw new DataException(name, "gzip data", "something else (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new DataException(name, "a readable file", String.valueOf(e.getMessage()), e);
    }
  }

  private InputStream open() throws IOException {
    InputStream raw = new BufferedInputStream(opener.open(), 1 << 16);
    if (!gzipped) {
      return raw;
    }
    try {
      return new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
