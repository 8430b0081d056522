package io.paretune.results.store.table;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;

/** The four kinds of value that an assignment holds, and their columns. */
public enum ValueKind {
  REAL,
  WHOLE,
  TEXT,
  FLAG;

  /** Sets kind, real_value, real_bits, whole_value and text_value, from an index on. */
  static void bind(PreparedStatement row, int index, Object value) throws SQLException {
    row.setNull(index + 1, Types.DOUBLE);
    row.setNull(index + 2, Types.BIGINT);
    row.setNull(index + 3, Types.BIGINT);
    row.setNull(index + 4, Types.VARCHAR);
    ValueKind kind;
    if (value instanceof Double real) {
      kind = REAL;
      row.setDouble(index + 1, real);
      row.setLong(index + 2, Double.doubleToRawLongBits(real));
    } else if (value instanceof Long whole) {
      kind = WHOLE;
      row.setLong(index + 3, whole);
    } else if (value instanceof Boolean flag) {
      kind = FLAG;
      row.setLong(index + 3, flag ? 1 : 0);
    } else if (value instanceof String text) {
      kind = TEXT;
      row.setString(index + 4, text);
    } else {
      throw new IllegalArgumentException(
          "an assignment's values must be Double, Long, String or Boolean, got "
              + value.getClass());
    }
    row.setString(index, kind.name().toLowerCase(Locale.ROOT));
  }

  /** Reads kind, real_bits, whole_value and text_value, from an index on. */
  static Object read(ResultSet row, int index) throws SQLException {
    return switch (valueOf(row.getString(index).toUpperCase(Locale.ROOT))) {
      case REAL -> Double.longBitsToDouble(row.getLong(index + 1));
      case WHOLE -> row.getLong(index + 2);
      case TEXT -> row.getString(index + 3);
      case FLAG -> row.getLong(index + 2) != 0;
    };
  }
}
