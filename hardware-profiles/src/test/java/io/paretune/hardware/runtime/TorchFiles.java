package io.paretune.hardware.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes small TorchScript files: programs without weights. */
public final class TorchFiles {

  /** An object of class {@code Program} whose only attribute says that it is not in training. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nProgram\n)\u0081}X\u0008\0\0\0training\u0089sb.";

  private static final String EMPTY_TUPLE = "\u0080\u0002).";

  private TorchFiles() {}

  /** y = 2 x + 1; it does not tell the size of its input. */
  public static byte[] affine() {
    return program("torch.add(torch.mul(x, 2), 1)");
  }

  /** The same, with the size of its input. */
  public static byte[] affine(String input) {
    return zip(entries("torch.add(torch.mul(x, 2), 1)", Map.of(TorchArchive.INPUT_ENTRY, input)));
  }

  /** A program of one expression of {@code x}. */
  public static byte[] program(String expression) {
    return zip(entries(expression, Map.of()));
  }

  /** As {@code torch.save} writes it: no program. */
  public static byte[] weightsAlone() {
    Map<String, String> entries = entries("x", Map.of());
    entries.remove("code/__torch__.py");
    return zip(entries);
  }

  /** An archive of something else. */
  public static byte[] otherArchive() {
    return zip(new LinkedHashMap<>(Map.of("readme.txt", "nothing")));
  }

  private static Map<String, String> entries(String expression, Map<String, String> further) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data.pkl", OBJECT);
    entries.put(
        "code/__torch__.py",
        """
        class Program(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Program,
            x: Tensor) -> Tensor:
            return %s
        """
            .formatted(expression));
    entries.putAll(further);
    entries.put("constants.pkl", EMPTY_TUPLE);
    entries.put("version", "3\n");
    return entries;
  }

  private static byte[] zip(Map<String, String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, String> named : entries.entrySet()) {
        byte[] content = named.getValue().getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry("program/" + named.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
