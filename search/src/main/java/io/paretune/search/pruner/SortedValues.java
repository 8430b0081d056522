package io.paretune.search.pruner;

import java.util.Arrays;

/** Numbers in ascending order. Adding one takes a search and one move of memory. */
public final class SortedValues {

  private double[] values = new double[8];
  private int size;

  public void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    int place = below(value);
    System.arraycopy(values, place, values, place + 1, size - place);
    values[place] = value;
    size++;
  }

  public int size() {
    return size;
  }

  /** How many are smaller than a number; O(log n). */
  public int below(double value) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * A percentile, linear between neighbours (Hyndman and Fan 1996, doi:10.2307/2684934, type 7).
   *
   * @param percent 0 to 100
   */
  public double percentile(double percent) {
    double place = percent / 100 * (size - 1);
    int lower = (int) Math.floor(place);
    int upper = Math.min(size - 1, lower + 1);
    return values[lower] + (place - lower) * (values[upper] - values[lower]);
  }
}
