package io.paretune.hardware.protocol;

import io.paretune.hardware.protocol.statistics.Quantiles;
import io.paretune.hardware.protocol.statistics.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The timed runs of one attempt in short blocks, each between two blocks of the reference network.
 * Not thread-safe.
 */
final class Blocks {

  private final List<long[]> runs = new ArrayList<>();
  private final List<List<Integer>> collected = new ArrayList<>();
  private final List<Double> references = new ArrayList<>();
  private long totalNanos;
  private int count;

  Blocks(double firstReferenceMs) {
    references.add(firstReferenceMs);
  }

  /**
   * Adds a block and the reference's median after it.
   *
   * @param collections the runs that a garbage collection fell into
   */
  void add(long[] nanos, List<Integer> collections, double referenceMs) {
    runs.add(nanos);
    collected.add(collections);
    references.add(referenceMs);
    totalNanos += Arrays.stream(nanos).sum();
    count += nanos.length;
  }

  int size() {
    return runs.size();
  }

  /** Timed runs in all blocks. */
  int count() {
    return count;
  }

  long totalNanos() {
    return totalNanos;
  }

  /** The fastest reference block. */
  double quietestReferenceMs() {
    return references.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The reference's median ahead of the first block. */
  double firstReferenceMs() {
    return references.get(0);
  }

  /** Everything that was timed, with a note which blocks are believed. */
  List<Block> recorded(List<Integer> believed) {
    Set<Integer> chosen = Set.copyOf(believed);
    return IntStream.range(0, size())
        .mapToObj(
            block ->
                new Block(
                    Samples.of(runs.get(block)),
                    collected.get(block),
                    references.get(block + 1),
                    chosen.contains(block)))
        .toList();
  }

  /** The slower of the two reference blocks around a block. */
  private double around(int block) {
    return Math.max(references.get(block), references.get(block + 1));
  }

  private double medianMs(int block) {
    return Quantiles.median(Arrays.stream(runs.get(block)).mapToDouble(n -> n / 1e6).toArray());
  }

  /** The blocks around which the reference was at most this slow, in order. */
  List<Integer> quiet(double slowestReferenceMs) {
    return IntStream.range(0, size())
        .filter(block -> around(block) <= slowestReferenceMs)
        .boxed()
        .toList();
  }

  /**
   * Of some blocks those that agree: whose median is at most a fraction above the lower quartile of
   * all their medians. A disturbance only ever slows, so the fast ones are those to believe.
   */
  List<Integer> agreeing(List<Integer> blocks, double fraction) {
    if (blocks.isEmpty()) {
      return blocks;
    }
    double[] medians = blocks.stream().mapToDouble(this::medianMs).sorted().toArray();
    double slowest = Quantiles.ofSorted(medians, 0.25) * (1 + fraction);
    return blocks.stream().filter(block -> medianMs(block) <= slowest).toList();
  }

  /** The blocks with the fastest references: a quarter of all, with at least so many runs. */
  List<Integer> quietest(int fewestRuns) {
    List<Integer> byReference =
        IntStream.range(0, size())
            .boxed()
            .sorted(Comparator.comparingDouble(this::around))
            .toList();
    List<Integer> chosen = new ArrayList<>();
    int chosenRuns = 0;
    for (int block : byReference) {
      if (chosen.size() * 4 >= size() && chosenRuns >= fewestRuns) {
        break;
      }
      chosen.add(block);
      chosenRuns += runs.get(block).length;
    }
    return chosen.stream().sorted().toList();
  }

  /** Timed runs in some blocks. */
  int count(List<Integer> blocks) {
    return blocks.stream().mapToInt(block -> runs.get(block).length).sum();
  }

  /** The runs of some blocks, in the order in which they were taken. */
  Samples samples(List<Integer> blocks) {
    return Samples.of(blocks.stream().flatMapToLong(b -> Arrays.stream(runs.get(b))).toArray());
  }
}
