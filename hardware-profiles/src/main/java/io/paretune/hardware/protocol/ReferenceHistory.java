package io.paretune.hardware.protocol;

import io.paretune.hardware.WholeFile;
import io.paretune.hardware.protocol.statistics.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast the reference network is here when all is quiet: the lower quartile of its fastest
 * moments in the last attempts that no counter spoke against. A neighbour whom no counter shows
 * (another guest on the same host) slows the reference through a whole attempt; only the memory of
 * earlier ones reveals that. Because it forgets, a machine that has changed for good is believed
 * after a while.
 *
 * <p>Kept in memory, or in a file that the worker processes of one host share; the file is touched
 * only under the exclusive lease. Thread-safe.
 */
final class ReferenceHistory {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceHistory.class);
  private static final int REMEMBERED = 24;
  private static final double QUIET = 0.25;

  private final Optional<Path> file;
  private List<Double> medians = List.of();

  private ReferenceHistory(Optional<Path> file) {
    this.file = file;
  }

  /** Forgotten with this object. */
  static ReferenceHistory inMemory() {
    return new ReferenceHistory(Optional.empty());
  }

  /** Shared by all who name the same file. */
  static ReferenceHistory in(Path file) {
    return new ReferenceHistory(Optional.of(file));
  }

  synchronized void add(double quietestMs) {
    List<Double> grown = new ArrayList<>(recall());
    grown.add(quietestMs);
    medians = List.copyOf(grown.subList(Math.max(0, grown.size() - REMEMBERED), grown.size()));
    file.ifPresent(path -> write(path, medians));
  }

  /** The usual quiet speed in milliseconds; nothing before the first attempt. */
  synchronized OptionalDouble usualMs() {
    double[] sorted = recall().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Quantiles.ofSorted(sorted, QUIET));
  }

  private List<Double> recall() {
    return file.map(ReferenceHistory::read).orElse(medians);
  }

  private static List<Double> read(Path file) {
    try {
      List<Double> values = Files.readAllLines(file).stream().map(Double::valueOf).toList();
      if (values.stream().allMatch(value -> value > 0 && value < Double.POSITIVE_INFINITY)) {
        return values;
      }
      LOG.warn("{} holds impossible times; the memory of the reference network starts anew", file);
    } catch (NoSuchFileException e) {
      LOG.debug("{} is not there yet", file);
    } catch (IOException | NumberFormatException e) {
      LOG.warn(
          "{} cannot be read ({}); the memory of the reference network starts anew",
          file,
          e.toString());
    }
    return List.of();
  }

  private static void write(Path file, List<Double> values) {
    try {
      List<String> lines = values.stream().map(String::valueOf).toList();
      WholeFile.write(file, unfinished -> Files.write(unfinished, lines));
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be written ({}); other processes will not know this machine's usual speed",
          file,
          e.toString());
    }
  }
}
