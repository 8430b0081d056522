package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.task.targets.Targets;
import io.paretune.evaluators.task.targets.TargetsInWords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is known of many images before the first of them is decoded, so that it is said at once. */
public final class ImagesAhead {

  private static final int MINUTE = 60;

  /** Hash, mean and deviation are worked out of images that are kept nowhere. */
  private static final int PASSES_OF_STREAMED = 3;

  private ImagesAhead() {}

  /**
   * A part of the data.
   *
   * @param place where its images are listed
   * @param images what will decode them
   * @param files they lie in
   * @param targets of these
   */
  public record Part(String place, Images images, List<Path> files, Targets targets) {}

  /** A part whose decoding will take long. */
  private record Slow(Part part, Images.Ahead ahead) {}

  /** Tells whoever listens of the parts whose decoding will take long, if there are any. */
  public static void say(String name, List<Part> parts, Reading reading) {
    List<Slow> slow =
        parts.stream()
            .flatMap(
                part ->
                    part.images().ahead(part.files()).map(ahead -> new Slow(part, ahead)).stream())
            .toList();
    if (!slow.isEmpty()) {
      reading.progress().begins(lines(name, parts, slow, reading.images().keeping()));
    }
  }

  private static List<String> lines(
      String name, List<Part> parts, List<Slow> slow, ImageReading.Keeping keeping) {
    Images.Ahead first = slow.get(0).ahead();
    long images = slow.stream().mapToLong(each -> each.part().files().size()).sum();
    long mebibytes = (images * first.width() * first.height() * (first.grey() ? 1 : 3)) >> 20;
    long seconds =
        slow.stream().map(each -> each.ahead().time()).mapToLong(Duration::toSeconds).sum();
    boolean kept = keeping == ImageReading.Keeping.CACHED;
    return List.of(
        "data %s: %s, not decoded yet"
            .formatted(
                name,
                slow.stream()
                    .map(Slow::part)
                    .map(ImagesAhead::words)
                    .collect(Collectors.joining(", "))),
        "  " + TargetsInWords.of(parts.stream().map(Part::targets).toList()),
        String.format(
            Locale.ROOT,
            "  %dx%d in %s; %,d MiB %s",
            first.width(),
            first.height(),
            first.grey() ? "grey" : "colour",
            mebibytes,
            kept ? "in the user's cache, where they stay" : "of pixels, kept nowhere"),
        "  decoding takes "
            + span(kept ? seconds : PASSES_OF_STREAMED * seconds)
            + (kept ? ", once; what is stopped goes on there" : ", and a third of it each epoch"));
  }

  private static String words(Part part) {
    return String.format(Locale.ROOT, "%,d images in %s", part.files().size(), part.place());
  }

  private static String span(long seconds) {
    return seconds < 2 * MINUTE
        ? "about %d s".formatted(Math.max(1, seconds))
        : "about %d min".formatted(Math.round((double) seconds / MINUTE));
  }
}
