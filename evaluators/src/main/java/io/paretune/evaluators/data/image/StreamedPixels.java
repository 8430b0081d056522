package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.DecodingThreads;
import io.paretune.evaluators.data.image.decode.FileStamp;
import io.paretune.evaluators.data.image.decode.Pixels;
import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.DataException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Nowhere: an image is decoded whenever it is read, by whichever thread reads it; several that are
 * read together, by the process's threads for decoding. A file that changes meanwhile is refused.
 */
final class StreamedPixels implements PixelKeeping {
  private final List<Path> files;
  private final List<FileStamp> stamps;
  private final Function<Path, Pixels> decoder;
  private final KeptTexts texts;
  private final DecodingThreads threads = DecodingThreads.ofThisProcess();

  /**
   * @param stamps of the files as they must stay
   * @param texts where what was worked out of the images is kept
   */
  StreamedPixels(
      List<Path> files, List<FileStamp> stamps, Function<Path, Pixels> decoder, KeptTexts texts) {
    this.files = files;
    this.stamps = stamps;
    this.decoder = decoder;
    this.texts = texts;
  }

  @Override
  public boolean has(ImageFacts facts) {
    return true;
  }

  @Override
  public ImageFacts make(Decoder decoding) {
    ImageFacts facts = new ImageFacts();
    decoding.decode(facts, (planes, soFar) -> {});
    return facts;
  }

  @Override
  public ByteRows rows(ImageFacts facts, int channels) {
    int[] kept = facts.kept().stream().toArray();
    return new ByteRows() {
      @Override
      public void read(int row, ByteBuffer into) {
        byte[] planes = planes(kept[row], facts);
        into.put(planes);
        for (int copy = planes.length / facts.area(); copy < channels; copy++) {
          into.put(planes, 0, facts.area());
        }
      }

      @Override
      public void each(int times, IntConsumer work) {
        threads.each(times, work);
      }

      @Override
      public String remembered(String key, Supplier<String> maker) {
        return texts.remembered(key, maker);
      }
    };
  }

  private byte[] planes(int file, ImageFacts facts) {
    Path path = files.get(file);
    Pixels pixels = decoder.apply(path);
    if (!FileStamp.of(path).equals(stamps.get(file))
        || pixels.width() * pixels.height() != facts.area()) {
      throw new DataException(
          path.toString(),
          "a file that stays as it was when the data were opened",
          "one that changed");
    }
    return pixels.planes();
  }
}
