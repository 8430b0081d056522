package io.paretune.hardware.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The size of what a network takes: for files that do not tell it themselves. Written {@code
 * 3x32x32}, one example without the batch; or input by input with the batch, {@code
 * ids=1x128:int64,mask=1x128:int64}. Types are those of TorchScript files, which tell none; ONNX
 * files tell theirs.
 *
 * @param axes lengths without the batch, each at least 1; at least one unless inputs are named
 * @param named inputs in the order in which they were given; empty if there is but one
 */
public record InputSize(List<Long> axes, List<Named> named) {
  private static final int MOST_AXES = 8;
  private static final int MOST_INPUTS = 64;
  private static final long MOST_VALUES = Integer.MAX_VALUE / Float.BYTES;
  private static final String LENGTHS = "[0-9]{1,9}(?:x[0-9]{1,9})*";
  private static final Pattern NAMED =
      Pattern.compile("([^\\s=,'\"#]+)=(" + LENGTHS + ")(?::([a-z0-9]+))?");

  /**
   * One input of several.
   *
   * @param name of it; TorchScript files go by the order alone
   * @param axes all lengths, each at least 1
   * @param type of its numbers, such as {@code int64}; empty for floats, or as the file says
   */
  public record Named(String name, List<Long> axes, Optional<String> type) {
    /** Checks the lengths. */
    public Named {
      axes = List.copyOf(axes);
      check(axes);
    }

    private String text() {
      return name + "=" + joined(axes) + type.map(known -> ":" + known).orElse("");
    }
  }

  /** Checks that there is a size. */
  public InputSize {
    axes = List.copyOf(axes);
    named = List.copyOf(named);
    if (named.isEmpty()) {
      check(axes);
    } else if (named.size() > MOST_INPUTS || !axes.isEmpty()) {
      throw new IllegalArgumentException(
          "at most %d inputs may be named, got %d".formatted(MOST_INPUTS, named.size()));
    }
  }

  /** One example of the only input. */
  public InputSize(List<Long> axes) {
    this(axes, List.of());
  }

  private static void check(List<Long> axes) {
    if (axes.isEmpty() || axes.size() > MOST_AXES || axes.stream().anyMatch(axis -> axis < 1)) {
      throw new IllegalArgumentException(
          "an input has 1 to " + MOST_AXES + " lengths of at least 1, got " + axes);
    }
    long values = 1;
    for (long axis : axes) {
      // in this order nothing overflows
      if (axis > MOST_VALUES / values) {
        throw new IllegalArgumentException(
            "an input has at most " + MOST_VALUES + " values, got " + axes);
      }
      values *= axis;
    }
  }

  /** The form that a profile's YAML holds. */
  public String text() {
    return named.isEmpty()
        ? joined(axes)
        : named.stream().map(Named::text).collect(Collectors.joining(","));
  }

  private static String joined(List<Long> axes) {
    return axes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /** What is given of an input of this name. */
  public Optional<Named> of(String name) {
    return named.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  /**
   * Reads lengths joined by {@code x}, or inputs with theirs joined by commas.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static InputSize parse(String text) {
    if (text.contains("=")) {
      return new InputSize(
          List.of(), Arrays.stream(text.split(",", -1)).map(InputSize::named).toList());
    }
    if (!text.matches(LENGTHS)) {
      throw new IllegalArgumentException(
          "input must be the lengths of one example without the batch, like 3x32x32, or inputs"
              + " with theirs, like ids=1x128,mask=1x128, got '"
              + text
              + "'");
    }
    return new InputSize(lengths(text));
  }

  private static Named named(String text) {
    Matcher matcher = NAMED.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "an input must be given as name=1x3x32x32, perhaps with its type, name=1x128:int64, got"
              + " '%s'".formatted(text));
    }
    return new Named(
        matcher.group(1), lengths(matcher.group(2)), Optional.ofNullable(matcher.group(3)));
  }

  private static List<Long> lengths(String text) {
    return Arrays.stream(text.split("x", -1)).map(Long::valueOf).toList();
  }
}
