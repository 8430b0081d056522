package io.paretune.evaluators.data.table.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/** How the pages of a column are compressed. */
@FunctionalInterface
interface PageCodec {

  /**
   * Decompresses a page.
   *
   * @param size of what comes out, in bytes
   * @throws IOException if it is not sound
   */
  byte[] bytes(byte[] page, int size) throws IOException;

  /**
   * The codec of this name.
   *
   * @throws IOException if it is not read
   */
  static PageCodec of(CompressionCodec codec) throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> (page, size) -> page;
      case SNAPPY -> by(SnappyDecompressor::new);
      case ZSTD -> by(ZstdDecompressor::new);
      case LZ4_RAW -> by(Lz4Decompressor::new);
      case GZIP ->
          (page, size) -> {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
              return in.readNBytes(size);
            }
          };
      case LZO, BROTLI, LZ4 ->
          throw new IOException(
              "compressed by %s, which is not read (df.to_parquet(.., compression='zstd'))"
                  .formatted(codec));
    };
  }

  private static PageCodec by(Supplier<Decompressor> codec) {
    Decompressor decompressor = codec.get();
    return (page, size) -> {
      byte[] bytes = new byte[size];
      if (size > 0) {
        decompressor.decompress(page, 0, page.length, bytes, 0, size);
      }
      return bytes;
    };
  }
}
