package io.paretune.evaluators.data.table.parquet;

import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.SchemaElement;

/** A column of a Parquet file. Immutable. */
public final class ParquetColumn {

  private final String name;
  private final Optional<FieldKind> kind;
  private final String refused;
  private final Optional<ColumnDescriptor> pages;

  private ParquetColumn(
      String name, Optional<FieldKind> kind, String refused, Optional<ColumnDescriptor> pages) {
    this.name = name;
    this.kind = kind;
    this.refused = refused;
    this.pages = pages;
  }

  /** A column of lists or of columns, which no table holds. */
  static ParquetColumn nested(SchemaElement element) {
    return new ParquetColumn(
        element.getName(), Optional.empty(), "lists or columns of its own", Optional.empty());
  }

  /** A column of single values. */
  static ParquetColumn flat(SchemaElement element) {
    Optional<FieldKind> kind = FieldKind.of(element);
    return new ParquetColumn(
        element.getName(),
        kind,
        "bytes that are neither text nor numbers",
        kind.map(any -> Schemas.descriptor(element)));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** What it holds, if that is nothing that a table can hold. */
  public Optional<String> refused() {
    return kind.isPresent() ? Optional.empty() : Optional.of(refused);
  }

  /** Whether it holds texts, also where all of them look like numbers. */
  public boolean isText() {
    return kind.filter(FieldKind::isText).isPresent();
  }

  FieldKind kind() {
    return kind.orElseThrow();
  }

  ColumnDescriptor pages() {
    return pages.orElseThrow();
  }
}
