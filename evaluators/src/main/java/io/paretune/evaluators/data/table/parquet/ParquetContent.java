package io.paretune.evaluators.data.table.parquet;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The content of one Parquet file in memory (Apache Parquet's format, version 2): row groups, each
 * with a chunk of every column, and behind them what they are.
 */
public final class ParquetContent {

  private static final String MAGIC = "PAR1";
  private static final String ENCRYPTED = "PARE";

  /** Magic, and in front of it the length of the footer. */
  private static final int TAIL = 8;

  private final String file;
  private final ByteBuffer content;
  private final FileMetaData footer;
  private final List<ParquetColumn> columns;

  private ParquetContent(String file, ByteBuffer content, FileMetaData footer) {
    this.file = file;
    this.content = content;
    this.footer = footer;
    this.columns = Schemas.columns(footer.getSchema());
  }

  /** Something that is done with a file's bytes. */
  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException;
  }

  /**
   * Reads what a file holds.
   *
   * @throws DataException if it is no sound Parquet file
   */
  public static ParquetContent of(DataFile file) {
    return sound(
        file.name(),
        () -> {
          ByteBuffer content = ByteBuffer.wrap(file.bytes()).order(ByteOrder.LITTLE_ENDIAN);
          return new ParquetContent(file.name(), content, footer(content));
        });
  }

  private static FileMetaData footer(ByteBuffer content) throws IOException {
    int end = content.limit() - TAIL;
    String magic = end < 0 ? "" : ascii(content, end + 4);
    if (magic.equals(ENCRYPTED)) {
      throw new IOException("an encrypted one");
    }
    if (!magic.equals(MAGIC)) {
      throw new IOException(
          end > 0 && ascii(content, 0).equals(MAGIC)
              ? "one that is cut short"
              : "a file of another kind");
    }
    int length = content.getInt(end);
    if (length <= 0 || length > end) {
      throw new IOException("a footer of %d bytes".formatted(length));
    }
    byte[] bytes = new byte[length];
    content.get(end - length, bytes);
    return Util.readFileMetaData(new ByteArrayInputStream(bytes));
  }

  private static String ascii(ByteBuffer content, int at) {
    byte[] four = new byte[4];
    content.get(at, four);
    return new String(four, StandardCharsets.US_ASCII);
  }

  /** Damaged bytes make the library throw anything, and may ask for any amount of memory. */
  private static <T> T sound(String file, Work<T> work) {
    try {
      return work.done();
    } catch (DataException known) {
      throw known;
    } catch (UncheckedIOException unsound) {
      throw new DataException(
          file, "a sound Parquet file", String.valueOf(unsound.getMessage()), unsound);
    } catch (OutOfMemoryError tooLarge) {
      throw new DataException(
          file,
          "a Parquet file that fits into memory",
          "one that does not: it is damaged, or too large",
          tooLarge);
    } catch (IOException | RuntimeException unsound) {
      throw new DataException(
          file, "a sound Parquet file", String.valueOf(unsound.getMessage()), unsound);
    }
  }

  /** The columns, in order. */
  public List<ParquetColumn> columns() {
    return columns;
  }

  /**
   * Hands out the fields of a column, from the first row to the last; {@code ""} for what is
   * missing.
   *
   * @param column one of {@link #columns} that is not refused
   * @throws DataException if it is not sound
   */
  public void read(ParquetColumn column, Consumer<String> taker) {
    sound(
        file,
        () -> {
          for (RowGroup group : footer.getRow_groups()) {
            read(group, column, taker);
          }
          return column;
        });
  }

  private void read(RowGroup group, ParquetColumn column, Consumer<String> taker)
      throws IOException {
    ColumnDescriptor pages = column.pages();
    ColumnMetaData chunk = chunk(group, column);
    if (chunk.getNum_values() != group.getNum_rows()) {
      throw new IOException("a column of another length than its rows");
    }
    PageReader reader = new ColumnPages(content, chunk);
    FieldTexts texts =
        new FieldTexts(
            pages.getPrimitiveType().getPrimitiveTypeName(), column.kind().text(), taker);
    ColumnReader values =
        new ColumnReadStoreImpl(
                only(reader, group.getNum_rows()),
                texts.row(),
                Schemas.alone(pages),
                String.valueOf(footer.getCreated_by()))
            .getColumnReader(pages);
    for (long row = 0; row < group.getNum_rows(); row++) {
      if (values.getCurrentDefinitionLevel() < pages.getMaxDefinitionLevel()) {
        taker.accept("");
      } else {
        values.writeCurrentValueToConverter();
      }
      values.consume();
    }
  }

  private static ColumnMetaData chunk(RowGroup group, ParquetColumn column) throws IOException {
    for (ColumnChunk chunk : group.getColumns()) {
      if (chunk.isSetFile_path()) {
        throw new IOException("columns that lie in other files");
      }
      if (chunk.getMeta_data().getPath_in_schema().equals(List.of(column.name()))) {
        return chunk.getMeta_data();
      }
    }
    throw new IOException("a row group without column '%s'".formatted(column.name()));
  }

  private static PageReadStore only(PageReader column, long rows) {
    return new PageReadStore() {
      @Override
      public PageReader getPageReader(ColumnDescriptor descriptor) {
        return column;
      }

      @Override
      public long getRowCount() {
        return rows;
      }
    };
  }
}
