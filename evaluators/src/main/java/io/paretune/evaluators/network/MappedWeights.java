package io.paretune.evaluators.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of {@link WeightsFile} that is looked at in place: all processes of a machine share its
 * pages. Thread safe; the memory is given back when nothing looks at it any more.
 */
public final class MappedWeights {

  private record Place(List<Integer> shape, FloatBuffer values) {}

  private final Map<String, Place> places;
  private final String contentHash;

  private MappedWeights(Map<String, Place> places, String contentHash) {
    this.places = places;
    this.contentHash = contentHash;
  }

  /**
   * Maps a file, having read it once to check it.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is truncated, altered or no such file
   */
  public static MappedWeights open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      Map<String, Place> places = new LinkedHashMap<>();
      String hash =
          WeightsFile.read(
              bytes,
              (name, shape, values) ->
                  places.put(name, new Place(Arrays.stream(shape).boxed().toList(), values)));
      return new MappedWeights(places, hash);
    } catch (IllegalArgumentException damaged) {
      throw new IllegalArgumentException(file + ": " + damaged.getMessage(), damaged);
    }
  }

  /** SHA-256 of all names, shapes and values, as 64 lower-case hexadecimal digits. */
  public String contentHash() {
    return contentHash;
  }

  /** Lengths of a tensor's axes. */
  public List<Integer> shape(String name) {
    return place(name).shape;
  }

  /** The values of a tensor, row by row; a view of its own at position 0. */
  public FloatBuffer values(String name) {
    return place(name).values.duplicate();
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          "no tensor '%s'; there are %s".formatted(name, places.keySet()));
    }
    return place;
  }
}
