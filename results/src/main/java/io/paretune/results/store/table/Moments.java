package io.paretune.results.store.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Moments as the database keeps them: nanoseconds since 1970, from the year 1677 to 2262. */
public final class Moments {

  private static final long SECOND = 1_000_000_000;

  private Moments() {}

  public static long nanos(Instant moment) {
    try {
      return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), SECOND), moment.getNano());
    } catch (ArithmeticException tooFar) {
      throw new IllegalArgumentException(
          "a moment must lie between the years 1678 and 2262 to be kept, got " + moment, tooFar);
    }
  }

  static Optional<Instant> read(ResultSet row, String column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND)));
  }
}
