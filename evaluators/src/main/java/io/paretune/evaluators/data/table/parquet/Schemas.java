package io.paretune.evaluators.data.table.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** The schema of a file, whose elements lie one behind the other, parents before children. */
final class Schemas {
  private Schemas() {}

  /** The columns of a table: what lies right below the root. */
  static List<ParquetColumn> columns(List<SchemaElement> elements) {
    List<ParquetColumn> columns = new ArrayList<>();
    for (int next = 1; next < elements.size(); ) {
      SchemaElement element = elements.get(next);
      boolean flat =
          element.getNum_children() == 0
              && element.getRepetition_type() != FieldRepetitionType.REPEATED;
      columns.add(flat ? ParquetColumn.flat(element) : ParquetColumn.nested(element));
      next = behind(elements, next);
    }
    return List.copyOf(columns);
  }

  /** The element behind one and all that is in it. */
  private static int behind(List<SchemaElement> elements, int element) {
    int left = 1;
    int next = element;
    while (left > 0) {
      left += elements.get(next++).getNum_children() - 1;
    }
    return next;
  }

  /** What decodes the pages of a column of single values. */
  static ColumnDescriptor descriptor(SchemaElement element) {
    boolean required = element.getRepetition_type() == FieldRepetitionType.REQUIRED;
    PrimitiveType type =
        new PrimitiveType(
            required ? Type.Repetition.REQUIRED : Type.Repetition.OPTIONAL,
            element.getType() == org.apache.parquet.format.Type.BYTE_ARRAY
                ? PrimitiveType.PrimitiveTypeName.BINARY
                : PrimitiveType.PrimitiveTypeName.valueOf(element.getType().name()),
            element.getType_length(),
            element.getName());
    return new ColumnDescriptor(new String[] {element.getName()}, type, 0, required ? 0 : 1);
  }

  /** A table of one column alone, as the reader of its pages wants it. */
  static MessageType alone(ColumnDescriptor column) {
    return new MessageType("table", column.getPrimitiveType());
  }
}
