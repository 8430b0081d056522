package io.paretune.hardware.protocol;

import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.MedianInterval;
import io.paretune.hardware.protocol.statistics.Samples;
import java.util.List;
import java.util.stream.Stream;

/**
 * One try at a measurement, with everything that was timed.
 *
 * @param referenceBeforeMs median of the reference network's runs ahead of the first block
 * @param blocks all of them in order, believed or not; at least one is believed
 * @param noise signs of noise over the attempt
 * @param undisturbed whether no counter speaks against it, whatever the figures say
 * @param pinning the cores that the measuring thread was bound to, in words
 * @param reasons why it is rejected; empty if it is accepted
 */
public record Attempt(
    double referenceBeforeMs,
    List<Block> blocks,
    Noise noise,
    boolean undisturbed,
    String pinning,
    List<String> reasons) {

  public Attempt {
    blocks = List.copyOf(blocks);
    reasons = List.copyOf(reasons);
    Block.requireTime(referenceBeforeMs);
    if (believed(blocks).mapToInt(block -> block.runs().count()).sum() < MedianInterval.FEWEST) {
      throw new IllegalArgumentException(
          "the believed blocks must hold at least " + MedianInterval.FEWEST + " runs");
    }
  }

  public boolean accepted() {
    return reasons.isEmpty();
  }

  /** The timed runs that the figures rest on, in the order in which they were taken. */
  public Samples samples() {
    return Samples.of(believed(blocks).flatMapToLong(block -> block.runs().nanos()).toArray());
  }

  /** All timed runs. */
  public int runs() {
    return blocks.stream().mapToInt(block -> block.runs().count()).sum();
  }

  /** Runs that the figures rest on and that a garbage collection fell into. */
  public int collectedRuns() {
    return believed(blocks).mapToInt(block -> block.collected().size()).sum();
  }

  public References references() {
    List<Double> after = blocks.stream().map(Block::referenceAfterMs).toList();
    int last = after.size() - 1;
    return new References(referenceBeforeMs, after.subList(0, last), after.get(last));
  }

  MedianInterval interval() {
    return MedianInterval.of(samples().millis());
  }

  private static Stream<Block> believed(List<Block> blocks) {
    return blocks.stream().filter(Block::believed);
  }
}
