package io.paretune.evaluators.data.image.decode;

import io.paretune.evaluators.data.source.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What tells a file from what it was before, as far as that shows without reading it. */
public record FileStamp(long size, FileTime time) {

  /**
   * A file's.
   *
   * @throws DataException if there is no such file
   */
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(found.size(), found.lastModifiedTime());
    } catch (IOException gone) {
      throw new DataException(
          file.toString(), "a readable file", String.valueOf(gone.getMessage()), gone);
    }
  }
}
