package io.paretune.search.space;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A point of a search space: the values of the parameters that exist there, in the space's order.
 *
 * <p>Immutable; equal when the same parameters have the same values. Values are {@code Double},
 * {@code Long}, {@code String} or {@code Boolean} (see {@link Domain}).
 */
public final class Assignment {

  private final Names names;
  // one place a name; null where the parameter does not exist
  private final @Nullable Object[] values;
  // computed when first asked for; 0 before. A race computes the same number twice
  private int hash;

  private Assignment(Names names, @Nullable Object[] values) {
    this.names = names;
    this.values = values;
  }

  /** A view of values that the caller is still collecting and will not change once done. */
  static Assignment viewing(Names names, @Nullable Object[] values) {
    return new Assignment(names, values);
  }

  /**
   * Values as they are; use {@link SearchSpace#assignment} to have them checked against a space.
   */
  public static Assignment of(Map<String, ?> values) {
    return new Assignment(new Names(values.keySet()), values.values().toArray());
  }

  /**
   * As {@link #of(Map)}, of one of many points that are read from somewhere.
   *
   * @param before another one, whose names this one shares if they are the same: most of a point's
   *     memory
   */
  public static Assignment of(Map<String, ?> values, Assignment before) {
    return before.names.are(values.keySet())
        ? new Assignment(before.names, values.values().toArray())
        : of(values);
  }

  /** Whether the parameter exists at this point. */
  public boolean has(String parameter) {
    return find(parameter) != null;
  }

  private @Nullable Object find(String parameter) {
    int place = names.place(parameter);
    return place < 0 ? null : values[place];
  }

  @SuppressWarnings("ReferenceEquality") // a space and its names are made together
  boolean isMadeUnder(Names some) {
    return names == some;
  }

  /** The value at a place of some names, whichever this point was made with; null if absent. */
  @Nullable Object find(Names wanted, int place) {
    // the usual case, and a short way
    return isMadeUnder(wanted) ? values[place] : find(wanted.at(place));
  }

  /**
   * The value of a parameter.
   *
   * @throws IllegalArgumentException if the parameter does not exist here
   */
  public Object value(String parameter) {
    Object value = find(parameter);
    if (value == null) {
      throw new IllegalArgumentException(
          "parameter '" + parameter + "' does not exist here; those that do: " + asMap().keySet());
    }
    return value;
  }

  /** The value of a numeric parameter as a real number. */
  public double real(String parameter) {
    if (value(parameter) instanceof Number number) {
      return number.doubleValue();
    }
    throw kind(parameter, "a number");
  }

  /** The value of a whole-number parameter. */
  public long whole(String parameter) {
    if (value(parameter) instanceof Long number) {
      return number;
    }
    throw kind(parameter, "a whole number");
  }

  /** The value of a choice of words. */
  public String text(String parameter) {
    if (value(parameter) instanceof String text) {
      return text;
    }
    throw kind(parameter, "a word");
  }

  /** The value of a choice of booleans. */
  public boolean flag(String parameter) {
    if (value(parameter) instanceof Boolean flag) {
      return flag;
    }
    throw kind(parameter, "a boolean");
  }

  private IllegalArgumentException kind(String parameter, String wanted) {
    return new IllegalArgumentException(
        "parameter '" + parameter + "' must be " + wanted + ", got " + value(parameter));
  }

  /** All values, in the space's order; an unmodifiable view. */
  public Map<String, Object> asMap() {
    return Collections.unmodifiableMap(new Values(names, values));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Assignment that
        && hashCode() == that.hashCode()
        && (isMadeUnder(that.names)
            ? Arrays.equals(values, that.values)
            : asMap().equals(that.asMap()));
  }

  /**
   * Spreads a hash over all bits (MurmurHash3's finisher). A map's own hash is a plain sum over its
   * entries: permutations of words that lie next to each other, such as the operations of a
   * network, would nearly all have the same.
   */
  private static int mixed(int hash) {
    int mixed = hash;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      // the same for whatever names the values were collected under
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        known += value == null ? 0 : mixed(31 * names.at(i).hashCode() + value.hashCode());
      }
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return asMap().toString();
  }

  /** The values that exist, as a map. */
  private static final class Values extends AbstractMap<String, Object> {

    private final Names names;
    private final @Nullable Object[] values;

    private Values(Names names, @Nullable Object[] values) {
      this.names = names;
      this.values = values;
    }

    @Override
    public int size() {
      int present = 0;
      for (Object value : values) {
        present += value == null ? 0 : 1;
      }
      return present;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return get(key) != null;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      int place = key instanceof String name ? names.place(name) : -1;
      return place < 0 ? null : values[place];
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public int size() {
          return Values.this.size();
        }

        @Override
        public Iterator<Entry<String, Object>> iterator() {
          return new Present();
        }
      };
    }

    private final class Present implements Iterator<Entry<String, Object>> {

      private int next;

      @Override
      public boolean hasNext() {
        while (next < values.length && values[next] == null) {
          next++;
        }
        return next < values.length;
      }

      @Override
      public Entry<String, Object> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int place = next++;
        return Map.entry(names.at(place), Objects.requireNonNull(values[place]));
      }
    }
  }
}
