package io.paretune.hardware.runtime;

import io.paretune.hardware.deployment.ModelFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The small fixed network that measurements are compared with, the same one in each format. */
public final class ReferenceNetwork {
  private ReferenceNetwork() {}

  /** What messages call its file. */
  public static String name(ModelFormat format) {
    return "reference-network" + format.ending();
  }

  /** Its file. */
  public static byte[] bytes(ModelFormat format) {
    try (InputStream in = ReferenceNetwork.class.getResourceAsStream(name(format))) {
      if (in == null) {
        throw new IllegalStateException(
            "the embedded " + name(format) + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
