package io.paretune.hardware.profile;

/** How many threads one inference may use: a fixed number, or all that the machine offers. */
public sealed interface Threads {

  /**
   * A fixed number.
   *
   * @param count at least 1
   */
  record Fixed(int count) implements Threads {
    public Fixed {
      if (count < 1) {
        throw new IllegalArgumentException(
            "threads >= 1 must hold, got " + count + "; or write 'all'");
      }
    }

    @Override
    public int among(int available) {
      return count;
    }

    @Override
    public String text() {
      return Integer.toString(count);
    }
  }

  /** As many as are available where the profile is used. */
  record All() implements Threads {
    @Override
    public int among(int available) {
      return available;
    }

    @Override
    public String text() {
      return "all";
    }
  }

  /** The number to use where {@code available} logical cores can be had. */
  int among(int available);

  /** The form that a profile's YAML holds. */
  String text();

  static Threads of(int count) {
    return new Fixed(count);
  }

  static Threads all() {
    return new All();
  }

  /**
   * Reads a whole number or {@code all}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Threads parse(String text) {
    if (text.equals("all")) {
      return new All();
    }
    if (text.matches("[0-9]{1,5}")) {
      return new Fixed(Integer.parseInt(text));
    }
    throw new IllegalArgumentException(
        "threads must be a whole number from 1 up, or all, got '" + text + "'");
  }
}
