package io.paretune.hardware.runtime;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.InputSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A TorchScript file as far as it can be understood without PyTorch: a zip whose entries lie in one
 * folder, with the program under {@code code/}.
 *
 * @param input the size of one example, if the file tells it
 */
public record TorchArchive(Optional<InputSize> input) {

  /**
   * Where a file that Paretune writes tells the size of one example, under the archive's folder.
   * PyTorch keeps a file's further texts there and passes over those it is not asked for.
   */
  public static final String INPUT_ENTRY = "extra/paretune-input";

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final int LONGEST_INPUT = 256;

  /** Whether a file begins as a zip archive does; not if it cannot be read. */
  public static boolean isArchive(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /**
   * Reads a file.
   *
   * @throws HardwareException if it is no TorchScript file, with what it seems to be
   */
  public static TorchArchive read(Path file) {
    if (!isArchive(file)) {
      throw refused(
          file,
          "it is no TorchScript file (no zip archive); an ONNX file is measured with a profile that"
              + " says runtime: onnxruntime");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      String folder =
          names.stream()
              .filter(name -> name.endsWith("/data.pkl"))
              .map(name -> name.substring(0, name.length() - "data.pkl".length()))
              .filter(prefix -> prefix.indexOf('/') == prefix.length() - 1)
              .findFirst()
              .orElseThrow(() -> refused(file, "it is a zip archive, but holds no TorchScript"));
      if (names.stream().noneMatch(name -> name.startsWith(folder + "code/"))) {
        throw refused(
            file, "it holds weights without a program; save the network with torch.jit.save");
      }
      ZipEntry entry = zip.getEntry(folder + INPUT_ENTRY);
      return new TorchArchive(entry == null ? Optional.empty() : input(zip, entry));
    } catch (IOException | IllegalArgumentException damaged) {
      throw refused(file, "it is damaged: " + damaged.getMessage());
    }
  }

  private static Optional<InputSize> input(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] text = in.readNBytes(LONGEST_INPUT);
      return Optional.of(InputSize.parse(new String(text, StandardCharsets.UTF_8).strip()));
    }
  }

  private static HardwareException refused(Path file, String reason) {
    return new HardwareException("PyTorch refuses the model " + file + ": " + reason);
  }
}
