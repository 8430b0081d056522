package io.paretune.results.live;

import java.nio.ByteBuffer;
import java.util.List;

/** One value a row. */
sealed interface Column permits NumberColumn, SmallColumn, TextColumn {

  /** How values are written: {@code f64}, {@code u8} or {@code u32}, little end first. */
  String type();

  /** Bytes of a value. */
  int width();

  /** Makes room for so many rows. */
  void reserve(int rows);

  /** Writes the value of a row. */
  void write(ByteBuffer out, int row);

  /** The texts that codes stand for; empty for numbers. */
  public default List<String> texts() {
    return List.of();
  }
}
