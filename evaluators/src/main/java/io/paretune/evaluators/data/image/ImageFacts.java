package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.Decoded;
import io.paretune.hardware.WholeFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What is known of decoded images beside their pixels. Not thread-safe. */
final class ImageFacts {

  private static final int VERSION = 1;

  private int width;
  private int height;
  private int images;
  private int transparent;
  private int several;
  private final BitSet kept = new BitSet();
  private final BitSet coloured = new BitSet();
  private final List<String> damaged = new ArrayList<>();

  /**
   * Adds an image.
   *
   * @param file its place among the files
   */
  void add(int file, Decoded image) {
    width = image.pixels().width();
    height = image.pixels().height();
    transparent += image.transparent() ? 1 : 0;
    several += image.more() ? 1 : 0;
    kept.set(file);
    coloured.set(images++, image.pixels().channels() == 3);
  }

  void addDamaged(String file) {
    damaged.add(file);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** How many images there are. */
  int images() {
    return images;
  }

  /** How many have transparent pixels. */
  int transparent() {
    return transparent;
  }

  /** How many files hold more than one image. */
  int several() {
    return several;
  }

  /** The files that were read. */
  BitSet kept() {
    return (BitSet) kept.clone();
  }

  /** The files that were passed over. */
  List<String> damaged() {
    return damaged;
  }

  /** Whether an image has three planes. */
  boolean isColoured(int image) {
    return coloured.get(image);
  }

  /** How many bytes their planes have. */
  long bytes() {
    return (long) width * height * (images + 2L * coloured.cardinality());
  }

  /** Whether none has. */
  boolean allGrey() {
    return coloured.isEmpty();
  }

  /** How many files have been dealt with. */
  int files() {
    return images + damaged.size();
  }

  /** How many pixels a plane has. */
  int area() {
    return width * height;
  }

  /** Writes them down, whole or not at all. */
  void write(Path file) throws IOException {
    WholeFile.write(
        file,
        unfinished -> {
          try (DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
            write(out);
          }
        });
  }

  /**
   * As {@link #write(Path)} left them.
   *
   * @throws IOException also if another version did
   */
  static ImageFacts read(Path file) throws IOException {
    return read(new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file))));
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeInt(VERSION);
    for (int number : List.of(width, height, images, transparent, several, damaged.size())) {
      out.writeInt(number);
    }
    for (String file : damaged) {
      out.writeUTF(file);
    }
    for (BitSet bits : List.of(kept, coloured)) {
      byte[] bytes = bits.toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static ImageFacts read(DataInputStream in) throws IOException {
    if (in.readInt() != VERSION) {
      throw new IOException("another version");
    }
    ImageFacts facts = new ImageFacts();
    facts.width = in.readInt();
    facts.height = in.readInt();
    facts.images = in.readInt();
    facts.transparent = in.readInt();
    facts.several = in.readInt();
    int damaged = in.readInt();
    for (int i = 0; i < damaged; i++) {
      facts.damaged.add(in.readUTF());
    }
    facts.kept.or(BitSet.valueOf(in.readNBytes(in.readInt())));
    facts.coloured.or(BitSet.valueOf(in.readNBytes(in.readInt())));
    return facts;
  }
}
