package io.paretune.hardware.meter.agent.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import io.paretune.hardware.protocol.statistics.Samples;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The parts of a figure that Jackson does not write by itself: all samples, the signs of noise. */
final class FigureJson {

  /** A sample takes two bytes or so once unpacked; this is a million of them. */
  private static final int LARGEST_SAMPLES = 4 << 20;

  private FigureJson() {}

  static SimpleModule module() {
    return new SimpleModule("figures")
        .addSerializer(Samples.class, new SamplesOut())
        .addDeserializer(Samples.class, new SamplesIn())
        .addSerializer(Noise.class, new NoiseOut())
        .addDeserializer(Noise.class, new NoiseIn());
  }

  private static final class SamplesOut extends JsonSerializer<Samples> {
    @Override
    public void serialize(Samples samples, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(samples.toBytes());
    }
  }

  private static final class SamplesIn extends JsonDeserializer<Samples> {
    @Override
    public Samples deserialize(JsonParser in, DeserializationContext context) throws IOException {
      byte[] packed = in.getBinaryValue();
      refuseBomb(packed);
      return Samples.fromBytes(packed);
    }
  }

  /** A few bytes can unpack to gigabytes: looks how many they are before they are kept. */
  private static void refuseBomb(byte[] packed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] buffer = new byte[8192];
      long total = 0;
      int count = inflater.inflate(buffer);
      while (count > 0) {
        total += count;
        if (total > LARGEST_SAMPLES) {
          throw new IllegalArgumentException("there are more samples than any measurement takes");
        }
        count = inflater.inflate(buffer);
      }
    } catch (DataFormatException damaged) {
      throw new IllegalArgumentException("the samples are damaged", damaged);
    } finally {
      inflater.end();
    }
  }

  private static final class NoiseOut extends JsonSerializer<Noise> {
    @Override
    public void serialize(Noise noise, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      for (NoiseIndicator sign : NoiseIndicator.values()) {
        if (noise.value(sign).isPresent()) {
          out.writeNumberField(sign.name(), noise.value(sign).getAsDouble());
        }
      }
      out.writeEndObject();
    }
  }

  private static final class NoiseIn extends JsonDeserializer<Noise> {
    @Override
    public Noise deserialize(JsonParser in, DeserializationContext context) throws IOException {
      Map<String, Double> given =
          context.readValue(
              in, context.getTypeFactory().constructMapType(Map.class, String.class, Double.class));
      Map<NoiseIndicator, Double> known = new EnumMap<>(NoiseIndicator.class);
      for (NoiseIndicator sign : NoiseIndicator.values()) {
        Double value = given.get(sign.name());
        if (value != null) {
          known.put(sign, value);
        }
      }
      return new Noise(known);
    }
  }
}
