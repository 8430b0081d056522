package io.paretune.evaluators.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip file as PyTorch lays it out, being written: entries as they are, not compressed, each
 * starting at a multiple of 64 bytes (so that a reader may map tensors into memory), padded by an
 * extra field {@code FB}. The same entries give the same bytes. Mutable, for one thread.
 */
final class AlignedZip {

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;

  /**
   * A real time would make each file another; for the format's first day, Java would add a field.
   */
  private static final LocalDateTime NEVER = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8);
  private final String folder;

  /** A file whose entries all lie in one folder. */
  AlignedZip(String folder) {
    this.folder = folder + "/";
  }

  /** Appends an entry. */
  AlignedZip entry(String name, byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(folder + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setTimeLocal(NEVER);
    try {
      zip.flush();
      entry.setExtra(padding(bytes.size(), entry.getName()));
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append " + entry.getName(), e);
    }
    return this;
  }

  /** Appends an entry of text. */
  AlignedZip entry(String name, String text) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] padding(int start, String name) {
    int before = start + LOCAL_HEADER + name.getBytes(StandardCharsets.UTF_8).length + EXTRA_HEADER;
    int length = Math.floorMod(-before, ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER + length];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) length;
    Arrays.fill(extra, EXTRA_HEADER, extra.length, (byte) 'Z');
    return extra;
  }

  /** The whole file. */
  byte[] end() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot end the file", e);
    }
    return bytes.toByteArray();
  }
}
