package io.paretune.evaluators.data.layout.numpy;

import io.paretune.evaluators.data.source.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of NumPy's {@code .npy} format, versions 1 to 3: numbers, booleans and texts; no
 * objects. Kern, "NEP 1: A Simple File Format for NumPy Arrays" (2007).
 */
public final class NumpyArray {

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([^)]*)\\).*",
          Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("([<>|=])([a-zA-Z])(\\d+)");

  private final String name;
  private final List<Integer> shape;
  private final char kind;
  private final int width;
  private final boolean byColumns;
  private final ByteBuffer values;

  private NumpyArray(String name, Matcher header, Matcher type, ByteBuffer values) {
    this.name = name;
    this.shape = lengths(header.group(3));
    this.kind = type.group(2).charAt(0);
    this.width = Integer.parseInt(type.group(3));
    this.byColumns = header.group(2).equals("True") && shape.size() > 1;
    this.values =
        values.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private NumpyArray(String name, List<Integer> shape, ByteBuffer values) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.kind = 'f';
    this.width = 4;
    this.byColumns = false;
    this.values = values;
  }

  /**
   * Reads a file's content.
   *
   * @param name for messages
   * @throws DataException if it is not sound, or holds something else than numbers and texts
   */
  public static NumpyArray read(String name, byte[] content) {
    if (content.length < 12 || (content[0] & 0xff) != 0x93 || content[1] != 'N') {
      throw new DataException(name, "an array of NumPy", "some other format");
    }
    ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    boolean old = content[6] == 1;
    int length = old ? file.getShort(8) & 0xffff : file.getInt(8);
    int start = (old ? 10 : 12) + length;
    if (length < 0 || start > content.length) {
      throw new DataException(name, "an array of NumPy", "one that is cut short");
    }
    String words = new String(content, start - length, length, StandardCharsets.UTF_8).strip();
    Matcher header = HEADER.matcher(words);
    Matcher type = TYPE.matcher(header.matches() ? header.group(1) : "");
    if (!type.matches()
        || !(type.group(2) + type.group(3)).matches("b1|[iu][1248]|f[248]|[US]\\d+")) {
      throw new DataException(
          name,
          "an array of numbers, booleans or texts",
          header.matches() ? header.group(1) : words);
    }
    try {
      return sound(
          name,
          new NumpyArray(
              name, header, type, ByteBuffer.wrap(content, start, content.length - start).slice()));
    } catch (ArithmeticException | NumberFormatException endless) {
      throw new DataException(name, "a shape that can be", header.group(3), endless);
    }
  }

  /**
   * An array of 32-bit floats.
   *
   * @param name for messages
   * @param values in the order in which the last index runs fastest
   */
  public static NumpyArray of(String name, List<Integer> shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return sound(name, new NumpyArray(name, shape, bytes));
  }

  private static NumpyArray sound(String name, NumpyArray array) {
    long expected = Math.multiplyExact(array.size(), array.itemBytes());
    if (array.values.limit() < expected) {
      throw new DataException(
          name,
          expected + " bytes, as its header says",
          array.values.limit() + " bytes: it is cut short");
    }
    return array;
  }

  private static List<Integer> lengths(String words) {
    List<Integer> lengths = new ArrayList<>();
    for (String word : words.split(",", -1)) {
      if (!word.isBlank()) {
        lengths.add(Integer.parseInt(word.strip()));
      }
    }
    return List.copyOf(lengths);
  }

  private long itemBytes() {
    return kind == 'U' ? 4L * width : width;
  }

  String name() {
    return name;
  }

  public List<Integer> shape() {
    return shape;
  }

  /** The number of its values. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Whether values are unsigned bytes. */
  boolean isBytes() {
    return kind == 'u' && width == 1;
  }

  /** The type of its numbers, such as {@code int64}, {@code float32} or {@code bool}. */
  public String type() {
    return switch (kind) {
      case 'b' -> "bool";
      case 'i' -> "int" + 8 * width;
      case 'u' -> "uint" + 8 * width;
      default -> "float" + 8 * width;
    };
  }

  public boolean isText() {
    return kind == 'U' || kind == 'S';
  }

  boolean isWhole() {
    return kind == 'i' || kind == 'u' || kind == 'b';
  }

  /** Where a value lies, of the order in which the last index runs fastest. */
  private int place(long index) {
    if (!byColumns) {
      return (int) index;
    }
    long rest = index;
    long place = 0;
    long below = size();
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      below /= shape.get(axis);
      place += rest % shape.get(axis) * below;
      rest /= shape.get(axis);
    }
    return (int) place;
  }

  /**
   * A number.
   *
   * @param index of the order in which the last index runs fastest
   */
  public double at(long index) {
    int at = place(index) * width;
    return switch (kind) {
      case 'b' -> values.get(at);
      case 'u', 'i' -> whole(at);
      default ->
          width == 4
              ? values.getFloat(at)
              : width == 8 ? values.getDouble(at) : half(values.getShort(at));
    };
  }

  private double whole(int at) {
    boolean unsigned = kind == 'u';
    return switch (width) {
      case 1 -> unsigned ? values.get(at) & 0xff : values.get(at);
      case 2 -> unsigned ? values.getShort(at) & 0xffff : values.getShort(at);
      case 4 -> unsigned ? values.getInt(at) & 0xffffffffL : values.getInt(at);
      default -> values.getLong(at);
    };
  }

  /** IEEE 754's binary16. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : (1024 + fraction) * Math.pow(2, exponent - 25);
    return bits < 0 ? -size : size;
  }

  /** A value as text: texts as they are, whole numbers without a point. */
  String text(long index) {
    if (kind == 'U') {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < width; i++) {
        int code = values.getInt((place(index) * width + i) * 4);
        if (code != 0) {
          text.appendCodePoint(code);
        }
      }
      return text.toString();
    }
    if (kind == 'S') {
      byte[] bytes = new byte[width];
      values.get(place(index) * width, bytes);
      return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    }
    double value = at(index);
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
