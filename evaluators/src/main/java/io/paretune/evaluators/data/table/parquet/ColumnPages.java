package io.paretune.evaluators.data.table.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of a column within one row group, one after another, decompressed. */
final class ColumnPages implements PageReader {

  /** Not used; the class is not even loaded, as it would want a library for geometry. */
  private static final @Nullable Statistics<?> NO_STATISTICS = null;

  private final InputStream content;
  private final ColumnMetaData chunk;
  private final PageCodec codec;

  private final @Nullable DictionaryPage dictionary;
  private @Nullable DataPage first;
  private long left;

  /**
   * @param content of the whole file
   */
  ColumnPages(ByteBuffer content, ColumnMetaData chunk) throws IOException {
    long begin =
        chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
            ? Math.min(chunk.getDictionary_page_offset(), chunk.getData_page_offset())
            : chunk.getData_page_offset();
    long size = chunk.getTotal_compressed_size();
    if (begin < 0 || size < 0 || begin + size > content.limit()) {
      throw new IOException("a column lies beyond the end of the file");
    }
    this.content = ByteBufferInputStream.wrap(content.slice((int) begin, (int) size));
    this.chunk = chunk;
    this.codec = PageCodec.of(chunk.getCodec());
    this.left = chunk.getNum_values();
    this.dictionary = begun();
  }

  /** Reads to the first page of data. */
  private @Nullable DictionaryPage begun() throws IOException {
    DictionaryPage found = null;
    while (left > 0) {
      PageHeader header = Util.readPageHeader(content);
      byte[] page = content.readNBytes(header.getCompressed_page_size());
      if (header.getType() == PageType.DICTIONARY_PAGE) {
        found =
            new DictionaryPage(
                BytesInput.from(codec.bytes(page, header.getUncompressed_page_size())),
                header.getDictionary_page_header().getNum_values(),
                encoding(header.getDictionary_page_header().getEncoding()));
      } else if (header.getType() != PageType.INDEX_PAGE) {
        first = data(header, page);
        return found;
      }
    }
    return found;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    return dictionary;
  }

  @Override
  public long getTotalValueCount() {
    return chunk.getNum_values();
  }

  @Override
  public @Nullable DataPage readPage() {
    DataPage next = first;
    first = null;
    try {
      while (next == null && left > 0) {
        PageHeader header = Util.readPageHeader(content);
        byte[] page = content.readNBytes(header.getCompressed_page_size());
        next = header.getType() == PageType.INDEX_PAGE ? null : data(header, page);
      }
    } catch (IOException cut) {
      throw new UncheckedIOException(cut);
    }
    left -= next == null ? 0 : next.getValueCount();
    return next;
  }

  private DataPage data(PageHeader header, byte[] page) throws IOException {
    int size = header.getUncompressed_page_size();
    if (header.getType() == PageType.DATA_PAGE) {
      DataPageHeader data = header.getData_page_header();
      return new DataPageV1(
          BytesInput.from(codec.bytes(page, size)),
          data.getNum_values(),
          size,
          NO_STATISTICS,
          encoding(data.getRepetition_level_encoding()),
          encoding(data.getDefinition_level_encoding()),
          encoding(data.getEncoding()));
    }
    if (header.getType() != PageType.DATA_PAGE_V2) {
      throw new IOException("a page of the kind " + header.getType());
    }
    DataPageHeaderV2 data = header.getData_page_header_v2();
    int repetition = data.getRepetition_levels_byte_length();
    int levels = repetition + data.getDefinition_levels_byte_length();
    byte[] values = new byte[page.length - levels];
    System.arraycopy(page, levels, values, 0, values.length);
    boolean compressed = !data.isSetIs_compressed() || data.isIs_compressed();
    return DataPageV2.uncompressed(
        data.getNum_rows(),
        data.getNum_nulls(),
        data.getNum_values(),
        BytesInput.from(page, 0, repetition),
        BytesInput.from(page, repetition, levels - repetition),
        encoding(data.getEncoding()),
        BytesInput.from(compressed ? codec.bytes(values, size - levels) : values),
        NO_STATISTICS);
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
    return Encoding.valueOf(encoding.name());
  }
}
