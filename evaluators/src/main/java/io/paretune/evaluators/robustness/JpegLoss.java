package io.paretune.evaluators.robustness;

import io.paretune.evaluators.data.source.InputShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Written as JPEG and read again: images of three channels in colour, all others channel by channel
 * in grey.
 *
 * @param quality from 0 to 1
 */
public record JpegLoss(double quality) implements Corruption {

  @Override
  public String name() {
    return "jpeg " + quality;
  }

  @Override
  public void apply(float[] pixels, InputShape shape, Random random) {
    int together = shape.channels() == 3 ? 3 : 1;
    int area = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel += together) {
      BufferedImage image =
          new BufferedImage(
              shape.width(),
              shape.height(),
              together == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
      int from = channel * area;
      for (int i = 0; i < area; i++) {
        for (int c = 0; c < together; c++) {
          image
              .getRaster()
              .setSample(
                  i % shape.width(),
                  i / shape.width(),
                  c,
                  Math.max(0, Math.min(255, Math.round(pixels[from + c * area + i]))));
        }
      }
      BufferedImage read = again(image);
      for (int i = 0; i < area; i++) {
        for (int c = 0; c < together; c++) {
          pixels[from + c * area + i] =
              read.getRaster().getSample(i % shape.width(), i / shape.width(), c);
        }
      }
    }
  }

  private BufferedImage again(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality((float) quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
      out.flush();
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
      if (read.getType() == image.getType() || image.getRaster().getNumBands() == 1) {
        return read;
      }
      BufferedImage same = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
      same.getGraphics().drawImage(read, 0, 0, null);
      return same;
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    } finally {
      writer.dispose();
    }
  }
}
