package io.paretune.evaluators.data.table.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;
import org.apache.parquet.io.api.Binary;

/**
 * What the values of a column are, and how they are written as texts: as pandas' {@code to_csv}
 * does it.
 *
 * @param isText whether they are texts, whatever these look like
 * @param text of a value as it is stored: {@link Boolean}, {@link Integer}, {@link Long}, {@link
 *     Float}, {@link Double} or {@link Binary}
 */
record FieldKind(boolean isText, Function<Object, String> text) {

  private static final long NANOS = 1_000_000_000L;

  /** The Julian day of 1970-01-01. */
  private static final int EPOCH = 2_440_588;

  /** That of a column of single values; empty if tables hold no such values. */
  static Optional<FieldKind> of(SchemaElement element) {
    LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : null;
    if ((logical != null && logical.isSetDECIMAL()) || is(element, ConvertedType.DECIMAL)) {
      int scale = element.getScale();
      return values(value -> new BigDecimal(whole(value), scale).toPlainString());
    }
    return switch (element.getType()) {
      case BOOLEAN -> values(value -> (Boolean) value ? "True" : "False");
      case INT32, INT64 -> wholes(element);
      case FLOAT, DOUBLE -> values(FieldKind::fraction);
      case INT96 -> values(value -> julian((Binary) value));
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(element);
    };
  }

  private static Optional<FieldKind> values(Function<Object, String> text) {
    return Optional.of(new FieldKind(false, text));
  }

  private static boolean is(SchemaElement element, ConvertedType type) {
    return element.isSetConverted_type() && element.getConverted_type() == type;
  }

  private static Optional<FieldKind> wholes(SchemaElement element) {
    LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : new LogicalType();
    if (logical.isSetDATE() || is(element, ConvertedType.DATE)) {
      return values(value -> date(((Number) value).longValue()));
    }
    long unit = unit(element, logical);
    if (logical.isSetTIMESTAMP()
        || is(element, ConvertedType.TIMESTAMP_MILLIS)
        || is(element, ConvertedType.TIMESTAMP_MICROS)) {
      return values(value -> moment((long) value, unit));
    }
    if (logical.isSetTIME()
        || is(element, ConvertedType.TIME_MILLIS)
        || is(element, ConvertedType.TIME_MICROS)) {
      return values(
          value -> LocalTime.ofNanoOfDay(((Number) value).longValue() * (NANOS / unit)).toString());
    }
    boolean unsigned =
        (logical.isSetINTEGER() && !logical.getINTEGER().isIsSigned())
            || (element.isSetConverted_type()
                && element.getConverted_type().name().startsWith("UINT"));
    return values(value -> unsigned ? unsigned(value) : value.toString());
  }

  private static String unsigned(Object value) {
    return value instanceof Long large
        ? Long.toUnsignedString(large)
        : Integer.toUnsignedString((Integer) value);
  }

  /** How many of a time's units are a second. */
  private static long unit(SchemaElement element, LogicalType logical) {
    if (logical.isSetTIMESTAMP() || logical.isSetTIME()) {
      TimeUnit unit =
          logical.isSetTIMESTAMP() ? logical.getTIMESTAMP().getUnit() : logical.getTIME().getUnit();
      return unit.isSetMILLIS() ? 1000 : unit.isSetMICROS() ? 1_000_000 : NANOS;
    }
    boolean millis =
        is(element, ConvertedType.TIMESTAMP_MILLIS) || is(element, ConvertedType.TIME_MILLIS);
    return millis ? 1000 : 1_000_000;
  }

  private static Optional<FieldKind> bytes(SchemaElement element) {
    LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : new LogicalType();
    if (logical.isSetUUID()) {
      return Optional.of(new FieldKind(true, value -> uuid((Binary) value)));
    }
    if (logical.isSetFLOAT16()) {
      return values(value -> fraction(half((Binary) value)));
    }
    // without a word of what it is, it is text that an old writer wrote
    boolean plain = !element.isSetLogicalType() && !element.isSetConverted_type();
    boolean text =
        logical.isSetSTRING()
            || logical.isSetENUM()
            || logical.isSetJSON()
            || is(element, ConvertedType.UTF8)
            || is(element, ConvertedType.ENUM)
            || is(element, ConvertedType.JSON)
            || (plain && element.getType() == Type.BYTE_ARRAY);
    return text
        ? Optional.of(new FieldKind(true, value -> utf8((Binary) value)))
        : Optional.empty();
  }

  private static String utf8(Binary value) {
    return new String(value.getBytesUnsafe(), StandardCharsets.UTF_8);
  }

  private static BigInteger whole(Object value) {
    return value instanceof Binary bytes
        ? new BigInteger(bytes.getBytesUnsafe())
        : BigInteger.valueOf(((Number) value).longValue());
  }

  /** NaN is missing, as in pandas. */
  private static String fraction(Object value) {
    double number = ((Number) value).doubleValue();
    if (Double.isNaN(number)) {
      return "";
    }
    return Double.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : value.toString();
  }

  /** IEEE 754's binary16, the lower byte first. */
  private static float half(Binary value) {
    int bits = ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN).getShort();
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        exponent == 0x1f
            ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
            : exponent == 0
                ? Math.scalb(fraction, -24)
                : Math.scalb(fraction | 0x400, exponent - 25);
    return bits < 0 ? -size : size;
  }

  private static String uuid(Binary value) {
    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes());
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  private static String date(long day) {
    try {
      return LocalDate.ofEpochDay(day).toString();
    } catch (DateTimeException outOfTime) {
      return "";
    }
  }

  /** A date, and a time unless that is midnight. */
  private static String moment(long time, long unit) {
    long second = Math.floorDiv(time, unit);
    int nanos = (int) (Math.floorMod(time, unit) * (NANOS / unit));
    LocalDateTime moment = LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC);
    return moment.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? moment.toLocalDate().toString()
        : moment.toString().replace('T', ' ');
  }

  /** The time of old writers: nanoseconds of the day, and the Julian day. */
  private static String julian(Binary value) {
    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    long days = (long) bytes.getInt() - EPOCH;
    return moment(days * 86_400_000_000L + nanos / 1000, 1_000_000);
  }
}
