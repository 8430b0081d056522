package io.paretune.evaluators.data.layout.numpy;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.task.targets.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Arrays of NumPy, several in a file {@code .npz} or one in each file {@code .npy} of a directory:
 * inputs ({@code x}, {@code images}, {@code data}) and targets ({@code y}, {@code labels}), with a
 * part's name in front or behind where there are several, as {@code x_train}. Bytes are images,
 * other numbers are taken as they are.
 */
public final class NumpySource {

  private static final Set<String> INPUTS =
      Set.of("x", "images", "image", "data", "inputs", "input", "features", "imgs");
  private static final Set<String> TARGETS =
      Set.of("y", "labels", "label", "targets", "target", "classes", "class");

  private final String name;
  private final Reading reading;
  private final Map<PartName, NumpyArray> inputs = new EnumMap<>(PartName.class);
  private final Map<PartName, NumpyArray> targets = new EnumMap<>(PartName.class);

  private List<String> unused = List.of();

  private NumpySource(String name, Reading reading) {
    this.name = name;
    this.reading = reading;
  }

  public static boolean recognises(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".npz") || name.endsWith(".npy");
  }

  public static SourceData read(Path file, Reading reading) {
    return of(file.toString(), arrays(file), reading).data(String.valueOf(file.getFileName()));
  }

  /** Several files {@code .npy}, or one {@code .npz}, or one for each part. */
  public static SourceData readDirectory(Path directory, Reading reading) {
    Map<String, NumpyArray> all = new TreeMap<>();
    for (Path file : reading.listing(directory)) {
      String name = file.getFileName().toString();
      if (recognises(name)) {
        String stem = name.substring(0, name.length() - 4);
        arrays(file)
            .forEach((key, array) -> all.put(key.equals(stem) ? stem : stem + "_" + key, array));
      }
    }
    return of(directory.toString(), all, reading).data(String.valueOf(directory.getFileName()));
  }

  /** A file for each part, each with inputs and targets. */
  public static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, Reading reading) {
    if (validation.isEmpty() && test.isEmpty()) {
      return read(train, reading);
    }
    NumpySource all = new NumpySource(name, reading);
    all.put(PartName.TRAIN, train);
    validation.ifPresent(file -> all.put(PartName.VALIDATION, file));
    test.ifPresent(file -> all.put(PartName.TEST, file));
    return all.data(name);
  }

  private void put(PartName part, Path file) {
    NumpySource one = of(file.toString(), arrays(file), reading);
    PartName only = one.inputs.containsKey(part) ? part : PartName.TRAIN;
    NumpyArray input = one.inputs.get(only);
    NumpyArray target = one.targets.get(only);
    if (input == null || target == null) {
      throw new DataException(file.toString(), "inputs and targets of " + part.words(), "none");
    }
    inputs.put(part, input);
    targets.put(part, target);
  }

  private static Map<String, NumpyArray> arrays(Path file) {
    String name = file.getFileName().toString();
    if (name.toLowerCase(Locale.ROOT).endsWith(".npy")) {
      String stem = name.substring(0, name.length() - 4);
      return Map.of(stem, NumpyArray.read(file.toString(), DataFile.of(file).bytes()));
    }
    Map<String, NumpyArray> arrays = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.getName().endsWith(".npy")) {
          continue;
        }
        String key = entry.getName().substring(0, entry.getName().length() - 4);
        try (var content = zip.getInputStream(entry)) {
          arrays.put(key, NumpyArray.read(file + ": " + key, content.readAllBytes()));
        }
      }
    } catch (IOException unsound) {
      throw new DataException(
          file.toString(), "arrays of NumPy (.npz)", String.valueOf(unsound.getMessage()), unsound);
    }
    return arrays;
  }

  /** Sorts arrays by what their names say. */
  private static NumpySource of(String name, Map<String, NumpyArray> arrays, Reading reading) {
    NumpySource source = new NumpySource(name, reading);
    List<String> unused = new ArrayList<>();
    arrays.forEach(
        (key, array) -> {
          if (!source.place(key, array)) {
            unused.add(key);
          }
        });
    source.unused = unused;
    boolean unnamed = source.inputs.isEmpty() || source.targets.isEmpty();
    if (unnamed && arrays.size() == 2) {
      source.byShape(List.copyOf(arrays.values()));
      source.unused = List.of();
    } else if (!source.inputs.containsKey(PartName.TRAIN)
        || !source.targets.keySet().equals(source.inputs.keySet())) {
      throw new DataException(
          name,
          "arrays of inputs and targets called x and y, images and labels, or data and target"
              + " (x_train, y_train, x_test, y_test; label: NAME names the targets)",
          arrays.keySet().toString());
    }
    return source;
  }

  /** Of two arrays, the larger one holds the inputs. */
  private void byShape(List<NumpyArray> two) {
    boolean first = two.get(0).size() >= two.get(1).size();
    inputs.put(PartName.TRAIN, two.get(first ? 0 : 1));
    targets.put(PartName.TRAIN, two.get(first ? 1 : 0));
  }

  private boolean place(String key, NumpyArray array) {
    String lower = key.toLowerCase(Locale.ROOT);
    PartName part = PartName.within(lower).orElse(PartName.TRAIN);
    if (reading.columns().contains(key)) {
      return targets.put(part, array) == null;
    }
    for (String word : words(lower)) {
      if (INPUTS.contains(word)) {
        return inputs.putIfAbsent(part, array) == null;
      }
      if (TARGETS.contains(word) && reading.columns().isEmpty()) {
        return targets.putIfAbsent(part, array) == null;
      }
    }
    return false;
  }

  private static List<String> words(String key) {
    return List.of(
        key.replaceAll("training|train|validation|valid|val|testing|test|dev", "_")
            .split("[^a-z0-9]+", -1));
  }

  private SourceData data(String title) {
    NumpyTargets reader = new NumpyTargets(reading);
    NumpyArray first = inputs.get(PartName.TRAIN);
    NumpyArray firstTargets = targets.get(PartName.TRAIN);
    if (first == null || firstTargets == null) {
      throw new DataException(name, "inputs and targets of the training part", "none");
    }
    Targets learned = reader.of(firstTargets, List.of());
    Examples train = examples(first, learned);
    return SourceData.of(
            title,
            train,
            part(PartName.VALIDATION, reader, learned.names()),
            part(PartName.TEST, reader, learned.names()))
        .noting(notes(first, train));
  }

  private List<String> notes(NumpyArray array, Examples train) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%s: arrays of %s are read as examples of %s"
            .formatted(name, array.shape(), train.shape()));
    if (!unused.isEmpty()) {
      notes.add("%s: not used: %s".formatted(name, DataException.listed(unused)));
    }
    return notes;
  }

  private Optional<Examples> part(PartName part, NumpyTargets reader, List<String> names) {
    NumpyArray input = inputs.get(part);
    NumpyArray target = targets.get(part);
    return input == null || target == null
        ? Optional.empty()
        : Optional.of(examples(input, reader.of(target, names)));
  }

  private Examples examples(NumpyArray array, Targets targets) {
    requireFor(array, targets.size());
    boolean last = channelsLast(array);
    InputShape shape = shape(array, last);
    int volume = shape.volume();
    int area = shape.height() * shape.width();
    byte[] bytes = new byte[array.isBytes() ? (int) array.size() : 0];
    float[] floats = new float[array.isBytes() ? 0 : (int) array.size()];
    for (int n = 0; n < targets.size(); n++) {
      for (int i = 0; i < volume; i++) {
        int from = last ? i % area * shape.channels() + i / area : i;
        double value = array.at((long) n * volume + from);
        if (array.isBytes()) {
          bytes[n * volume + i] = (byte) value;
        } else {
          floats[n * volume + i] = Double.isFinite(value) ? (float) value : Float.NaN;
        }
      }
    }
    return array.isBytes()
        ? Examples.ofBytes(shape, targets, bytes)
        : Examples.ofFloats(shape, targets, floats);
  }

  private static void requireFor(NumpyArray array, int targets) {
    if (array.isText() || array.shape().isEmpty()) {
      throw new DataException(array.name(), "numbers, with an axis of examples", "others");
    }
    if (array.shape().get(0) != targets) {
      throw new DataException(
          array.name(),
          targets + " examples, as many as targets",
          String.valueOf(array.shape().get(0)));
    }
    if (array.size() > Integer.MAX_VALUE - 16) {
      throw new DataException(array.name(), "at most 2^31 values", array.shape().toString());
    }
  }

  /** Whether the last of four axes is that of channels: it is the shorter one, of few. */
  private static boolean channelsLast(NumpyArray array) {
    List<Integer> shape = array.shape();
    if (shape.size() < 4) {
      return false;
    }
    int second = shape.get(1);
    int last = shape.get(3);
    if (second == last) {
      throw new DataException(
          array.name(),
          "an axis of channels that is shorter than the others, behind the examples or last",
          shape.toString());
    }
    return last < second;
  }

  private static InputShape shape(NumpyArray array, boolean last) {
    List<Integer> s = array.shape();
    return switch (s.size()) {
      case 1 -> InputShape.vector(1);
      case 2 -> InputShape.vector(s.get(1));
      case 3 -> new InputShape(1, s.get(1), s.get(2));
      case 4 ->
          last
              ? new InputShape(s.get(3), s.get(1), s.get(2))
              : new InputShape(s.get(1), s.get(2), s.get(3));
      default ->
          throw new DataException(array.name(), "at most four axes, examples first", s.toString());
    };
  }
}
