package io.paretune.search.space;

/** Arithmetic that the domains share: cells of the unit interval, and what bad values are told. */
final class Units {

  /** Most values of a discrete domain: with more, a position could not tell neighbours apart. */
  static final long MOST_VALUES = 1L << 40;

  private Units() {}

  static double clamp(double unit) {
    // NaN falls to 0, so that a broken position still names a value of the domain
    return unit > 0 ? Math.min(unit, 1) : 0;
  }

  /** The cell of {@code count} equal ones in which a position lies; position 1 is in the last. */
  static long cell(double unit, long count) {
    return Math.min(count - 1, (long) (clamp(unit) * count));
  }

  static double middle(long cell, long count) {
    return (cell + 0.5) / count;
  }

  static double number(Object value, Domain domain) {
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      // -0.0 and 0.0 are one value to a user
      return number.doubleValue() + 0.0;
    }
    throw outside(value, domain);
  }

  static long whole(Object value, Domain domain) {
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value instanceof Number number && number.doubleValue() == (double) number.longValue()) {
      return number.longValue();
    }
    throw outside(value, domain);
  }

  static IllegalArgumentException tooMany(String range) {
    return new IllegalArgumentException(
        "a discrete range must have at most 2^40 values, got "
            + range
            + "; use a real range or a larger step");
  }

  static IllegalArgumentException outside(Object value, Domain domain) {
    return new IllegalArgumentException(
        "the value must be " + domain.describe() + ", got " + value);
  }
}
