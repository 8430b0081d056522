package io.paretune.evaluators.onnx.graph.call;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums of an output's values by channel, to tell the cosine around the original's means. Each
 * channel has a mean of its own, so that no offset hides what varies; channels that vary by very
 * different amounts (a detector's boxes and scores) are looked at apart, so that the large ones do
 * not hide the small ones. Mutable.
 */
final class ChannelSums {

  /** Channels whose deviations differ by more are looked at apart. */
  private static final double LIKE = 32;

  /** A channel that deviates by less, in largest values of the output, is constant in floats. */
  private static final double NOTHING = 1e-5;

  /** Fewer values of a channel tell no mean of it. */
  private static final int FEWEST = 4;

  /** A first axis of so few is that of channels if the last one is long. */
  private static final int FEW = 256;

  private static final int MANY = 500;

  /** What is added up of one channel, of the original and of the other. */
  private static final class Sums {
    private long count;
    private double sum;
    private double squares;
    private double otherSum;
    private double otherSquares;
    private double products;

    void add(double value, double other) {
      count++;
      sum += value;
      squares += value * value;
      otherSum += other;
      otherSquares += other * other;
      products += value * other;
    }

    /** The original's squares around its mean. */
    double own() {
      return Math.max(0, squares - sum * sum / Math.max(1, count));
    }

    /** The other's squares around the same mean. */
    double others() {
      double mean = sum / Math.max(1, count);
      return Math.max(0, otherSquares - 2 * mean * otherSum + count * mean * mean);
    }

    /** The products of both, around the same mean. */
    double together() {
      return products - sum / Math.max(1, count) * otherSum;
    }

    double deviation() {
      return Math.sqrt(own() / Math.max(1, count));
    }
  }

  private Sums[] channels = new Sums[0];
  private final Sums all = new Sums();
  private double largest;
  private boolean alike = true;

  /**
   * Adds an output of a call; what is not finite in the original is left out.
   *
   * @param axes of the output
   */
  void add(float[] values, float[] others, List<Integer> axes) {
    int axis = channelAxis(axes);
    int length = axis < 0 ? 1 : axes.get(axis);
    if (channels.length == 0) {
      channels = new Sums[length];
      Arrays.setAll(channels, c -> new Sums());
    }
    alike &= channels.length == length;
    int below = axis < 0 ? 1 : axes.stream().skip(axis + 1L).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < values.length; i++) {
      if (Float.isFinite(values[i])) {
        largest = Math.max(largest, Math.abs(values[i]));
        all.add(values[i], others[i]);
        if (alike) {
          channels[i / below % length].add(values[i], others[i]);
        }
      }
    }
  }

  /**
   * The axis along which channels lie, as exporters write outputs: the second of a batch of rows,
   * the last of sequences and boxes, the second or the last of images; -1 if there is none.
   */
  static int channelAxis(List<Integer> axes) {
    int last = axes.size() - 1;
    if (last < 2) {
      return last == 1 ? 1 : -1;
    }
    if (last == 2) {
      return axes.get(1) <= FEW && axes.get(2) >= MANY && axes.get(2) > 4 * axes.get(1) ? 1 : 2;
    }
    if (axes.get(last).equals(axes.get(last - 1))) {
      return 1;
    }
    boolean square = axes.get(last - 1).equals(axes.get(last - 2));
    return square || axes.get(last) < axes.get(1) ? last : 1;
  }

  /** The least cosine of all groups of channels; 1 if the original's values do not vary. */
  double cosine() {
    boolean known = alike && Arrays.stream(channels).allMatch(c -> c.count >= FEWEST);
    Sums[] by = known ? channels : new Sums[] {all};
    List<Integer> varying =
        IntStream.range(0, by.length)
            .boxed()
            .filter(c -> by[c].deviation() > NOTHING * largest)
            .sorted(Comparator.comparingDouble(c -> -by[c].deviation()))
            .toList();
    double least = 1;
    int from = 0;
    while (from < varying.size()) {
      double smallest = by[varying.get(from)].deviation() / LIKE;
      double own = 0;
      double others = 0;
      double together = 0;
      int to = from;
      for (; to < varying.size() && by[varying.get(to)].deviation() >= smallest; to++) {
        Sums channel = by[varying.get(to)];
        own += channel.own();
        others += channel.others();
        together += channel.together();
      }
      least = Math.min(least, others > 0 ? together / Math.sqrt(own * others) : 0);
      from = to;
    }
    return least;
  }
}
