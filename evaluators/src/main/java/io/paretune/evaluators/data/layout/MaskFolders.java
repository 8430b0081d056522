package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.image.Masks;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of images beside one of masks, whose files have the same names: {@code images/} and
 * {@code masks/}, or such a pair in {@code train/}, {@code val/} and {@code test/}, or these parts
 * in both.
 */
final class MaskFolders {

  private static final Set<String> IMAGES =
      Set.of("images", "image", "imgs", "img", "jpegimages", "inputs", "photos");

  private static final Set<String> MASKS =
      Set.of(
          "masks",
          "mask",
          "labels",
          "annotations",
          "segmentationclass",
          "segmentations",
          "groundtruth",
          "gt",
          "targets");

  /** What a mask's name has more than its image's. */
  private static final List<String> ENDINGS =
      List.of("", "_mask", "-mask", "_label", "_labels", "_gt", "_seg", "_L");

  private final Path directory;
  private final Reading reading;
  private final List<String> notes = new ArrayList<>();

  private MaskFolders(Path directory, Reading reading) {
    this.directory = directory;
    this.reading = reading;
  }

  /**
   * Reads the directory.
   *
   * @throws DataException if there is no such pair, or an image without a mask
   */
  static SourceData read(Path directory, Reading reading) {
    return new MaskFolders(directory, reading).read();
  }

  /** A folder of images, and one of their masks. */
  private record Pair(Path images, Path masks) {}

  private SourceData read() {
    Map<PartName, List<Masks.Pair>> pairs = new EnumMap<>(PartName.class);
    parts().forEach((name, pair) -> pairs.put(name, pairs(pair)));
    if (!pairs.containsKey(PartName.TRAIN)) {
      throw new DataException(
          directory.toString(),
          "a folder 'train' with images and masks, or folders 'images' and 'masks'",
          pairs.keySet().toString());
    }
    // all are looked through before the first image is decoded
    Map<PartName, Part> found = new EnumMap<>(PartName.class);
    pairs.forEach((name, listed) -> found.put(name, new Part(listed, reading)));
    Part train = Objects.requireNonNull(found.get(PartName.TRAIN));
    boolean grey = Images.allGrey(found.values().stream().map(part -> part.images).toList());
    boolean blackAndWhite = train.masks.isBlackAndWhite();
    int classes =
        blackAndWhite
            ? 2
            : found.values().stream().mapToInt(part -> part.masks.classes()).max().orElse(1);
    found.values().forEach(part -> notes.addAll(part.images.notes()));
    if (!blackAndWhite) {
      found.values().stream()
          .flatMap(part -> part.masks.firstBlackAndWhite().stream())
          .findFirst()
          .ifPresent(
              mask ->
                  notes.add(
                      "%s: nothing but 0 and 255, as masks of two classes have it; 255 is no class here, since others have other numbers"
                          .formatted(mask)));
    }
    return SourceData.of(
            String.valueOf(directory.getFileName()),
            train.examples(grey, blackAndWhite, classes),
            Optional.ofNullable(found.get(PartName.VALIDATION))
                .map(part -> part.examples(grey, blackAndWhite, classes)),
            Optional.ofNullable(found.get(PartName.TEST))
                .map(part -> part.examples(grey, blackAndWhite, classes)))
        .noting(notes);
  }

  private Map<PartName, Pair> parts() {
    Optional<Pair> pair = pair(directory);
    Map<PartName, Pair> parts = new EnumMap<>(PartName.class);
    if (pair.isEmpty()) {
      PartName.among(directory, folders(directory))
          .forEach((name, folder) -> parts.put(name, pair(folder).orElseThrow(() -> none(folder))));
    } else {
      Map<PartName, Path> images = PartName.among(pair.get().images, folders(pair.get().images));
      Map<PartName, Path> masks = PartName.among(pair.get().masks, folders(pair.get().masks));
      images.forEach(
          (name, folder) ->
              parts.put(
                  name,
                  new Pair(
                      folder,
                      Optional.ofNullable(masks.get(name))
                          .orElseThrow(() -> without(folder, pair.get().masks)))));
      if (parts.isEmpty()) {
        parts.put(PartName.TRAIN, pair.get());
      }
    }
    if (parts.isEmpty()) {
      throw none(directory);
    }
    return parts;
  }

  private DataException none(Path folder) {
    return new DataException(
        folder.toString(),
        "a folder 'images' beside one of 'masks' (or such a pair in 'train', 'val' and 'test';"
            + " ignore: [NAME] passes a folder over)",
        DataException.listed(
            folders(folder).stream().map(each -> each.getFileName().toString()).toList()));
  }

  private static DataException without(Path images, Path masks) {
    return new DataException(
        images.toString(),
        "a folder of the same name in %s (ignore: [NAME] passes one over)".formatted(masks),
        "none");
  }

  private List<Path> folders(Path of) {
    return reading.listing(of).stream().filter(Files::isDirectory).toList();
  }

  private Optional<Pair> pair(Path of) {
    Optional<Path> images = named(of, IMAGES).findFirst();
    Optional<Path> masks =
        named(of, MASKS)
            .filter(each -> reading.listing(each).stream().anyMatch(MaskFolders::isOfMasks))
            .findFirst();
    return images.isPresent() && masks.isPresent()
        ? Optional.of(new Pair(images.get(), masks.get()))
        : Optional.empty();
  }

  /** Beside the folder of masks there may be others that are called so: of outlines, or of XML. */
  private static boolean isOfMasks(Path entry) {
    return Masks.recognises(entry) || (Files.isDirectory(entry) && PartName.of(entry).isPresent());
  }

  private Stream<Path> named(Path of, Set<String> names) {
    return folders(of).stream()
        .filter(each -> names.contains(each.getFileName().toString().toLowerCase(Locale.ROOT)));
  }

  private List<Masks.Pair> pairs(Pair pair) {
    Map<String, Path> masks = new LinkedHashMap<>();
    reading.listing(pair.masks).stream()
        .filter(Masks::recognises)
        .forEach(mask -> masks.put(stem(mask), mask));
    List<Masks.Pair> pairs = new ArrayList<>();
    for (Path image : reading.listing(pair.images)) {
      if (Files.isRegularFile(image) && Images.recognises(image)) {
        pairs.add(new Masks.Pair(image, maskOf(image, masks, pair)));
      }
    }
    if (pairs.isEmpty()) {
      throw new DataException(
          pair.images.toString(), Images.FORMATS + " images", "none of that kind");
    }
    pairs.forEach(each -> masks.values().remove(each.mask()));
    if (!masks.isEmpty()) {
      notes.add(
          "%s: %d masks without an image are not used, such as %s"
              .formatted(pair.masks, masks.size(), masks.values().iterator().next().getFileName()));
    }
    reading
        .images()
        .resize()
        .ifPresent(size -> Masks.requireRoom(pairs, size.height(), size.width()));
    return pairs;
  }

  private static Path maskOf(Path image, Map<String, Path> masks, Pair pair) {
    for (String ending : ENDINGS) {
      Path mask = masks.get(stem(image) + ending);
      if (mask != null) {
        return mask;
      }
    }
    throw new DataException(
        image.toString(),
        "a mask of the same name in %s, as PNG".formatted(pair.masks),
        "none (ignore: [NAME] passes an image over)");
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  /** The images and masks of a part. */
  private static final class Part {
    private final Images images;
    private final Masks masks;

    Part(List<Masks.Pair> pairs, Reading reading) {
      this.images =
          new Images(
              String.valueOf(pairs.get(0).image().getParent()),
              reading.images(),
              reading.progress());
      BitSet kept = images.addAll(pairs.stream().map(Masks.Pair::image).toList());
      this.masks =
          Masks.read(
              kept.stream().mapToObj(pairs::get).toList(),
              reading.images(),
              images.height(),
              images.width());
    }

    Examples examples(boolean grey, boolean blackAndWhite, int classes) {
      return images.examples(grey, masks.targets(blackAndWhite, classes));
    }
  }
}
