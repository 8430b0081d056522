package io.paretune.results.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of some columns as bytes: the length of a head ({@code u32}), the head as JSON, filled up
 * with spaces so that what follows begins at a multiple of 8; then the numbers of the rows ({@code
 * u32}) and each column, one value a row, each again filled up to a multiple of 8. Little end
 * first.
 *
 * <p>The head: {@code {"version": 7, "total": 100, "count": 3, "next": -1, "columns": [{"id":
 * "state", "type": "u8"}, {"id": "p0", "type": "u32", "textsFrom": 1, "texts": ["wide"]}]}}; {@code
 * next} is the row to ask from for what did not fit, -1 if all did.
 */
final class ColumnMessage {

  /** Most rows of a message. */
  static final int MOST_ROWS = 50_000;

  private static final int UNIT = 8;

  private final ObjectNode head = JsonNodeFactory.instance.objectNode();
  private final ArrayNode heads;
  private final List<Column> columns = new ArrayList<>();

  ColumnMessage(long version, int total, int next) {
    head.put("version", version).put("total", total).put("next", next);
    heads = head.putArray("columns");
  }

  void add(ColumnRequest request, Column column) {
    columns.add(column);
    ObjectNode node = heads.addObject().put("id", request.id()).put("type", column.type());
    List<String> texts = column.texts();
    if (!texts.isEmpty()) {
      int from = Math.min(request.texts(), texts.size());
      node.put("textsFrom", from);
      ArrayNode more = node.putArray("texts");
      texts.subList(from, texts.size()).forEach(more::add);
    }
  }

  byte[] bytes(int[] rows) {
    head.put("count", rows.length);
    byte[] json = head.toString().getBytes(StandardCharsets.UTF_8);
    int headLength = padded(Integer.BYTES + json.length) - Integer.BYTES;
    int size = Integer.BYTES + headLength + padded(rows.length * Integer.BYTES);
    for (Column column : columns) {
      size += padded(rows.length * column.width());
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(headLength).put(json);
    while (out.position() < Integer.BYTES + headLength) {
      out.put((byte) ' ');
    }
    for (int row : rows) {
      out.putInt(row);
    }
    out.position(padded(out.position()));
    for (Column column : columns) {
      for (int row : rows) {
        column.write(out, row);
      }
      out.position(padded(out.position()));
    }
    return out.array();
  }

  private static int padded(int length) {
    return (length + UNIT - 1) / UNIT * UNIT;
  }
}
