package io.paretune.evaluators.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;

/**
 * Networks as JSON. Writing is canonical (one graph, one text); reading is strict: unknown,
 * missing, duplicate and null properties, wrong types and trailing text are refused. Thread safe.
 */
public final class NetworkJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addMixIn(Shape.class, ShapeTypes.class)
          .addMixIn(Layer.class, LayerTypes.class)
          .build();

  private NetworkJson() {}

  /** The canonical text, on one line. */
  public static String write(Network network) {
    try {
      return MAPPER.writeValueAsString(new Document(network.input(), network.nodes()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a network must be writable as JSON", e);
    }
  }

  /**
   * The network of this text.
   *
   * @throws IllegalArgumentException if it is malformed or the graph is invalid, with the place
   */
  public static Network read(String json) {
    try {
      Document document =
          Optional.ofNullable(MAPPER.readValue(json, Document.class))
              .orElseThrow(
                  () -> new IllegalArgumentException("a network must be an object, got null"));
      return Network.of(document.input(), document.nodes());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a network in JSON: " + e.getMessage(), e);
    }
  }

  private record Document(Shape input, List<Node> nodes) {
    Document {
      nodes = List.copyOf(nodes);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Shape.Image.class, name = "image"),
    @JsonSubTypes.Type(value = Shape.Vector.class, name = "vector"),
    @JsonSubTypes.Type(value = Shape.Sequence.class, name = "sequence"),
    @JsonSubTypes.Type(value = Shape.Ids.class, name = "ids")
  })
  private interface ShapeTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Layer.Conv2d.class, name = "conv2d"),
    @JsonSubTypes.Type(value = Layer.Linear.class, name = "linear"),
    @JsonSubTypes.Type(value = Layer.BatchNorm.class, name = "batchNorm"),
    @JsonSubTypes.Type(value = Layer.Activation.class, name = "activation"),
    @JsonSubTypes.Type(value = Layer.Pool.class, name = "pool"),
    @JsonSubTypes.Type(value = Layer.GlobalAveragePool.class, name = "globalAveragePool"),
    @JsonSubTypes.Type(value = Layer.Add.class, name = "add"),
    @JsonSubTypes.Type(value = Layer.Concat.class, name = "concat"),
    @JsonSubTypes.Type(value = Layer.Flatten.class, name = "flatten"),
    @JsonSubTypes.Type(value = Layer.Identity.class, name = "identity"),
    @JsonSubTypes.Type(value = Upsampling.ConvTranspose2d.class, name = "convTranspose2d"),
    @JsonSubTypes.Type(value = Upsampling.Resize.class, name = "resize"),
    @JsonSubTypes.Type(value = Layer.Dropout.class, name = "dropout"),
    @JsonSubTypes.Type(value = Layer.Softmax.class, name = "softmax"),
    @JsonSubTypes.Type(value = Layer.LocalResponseNorm.class, name = "localResponseNorm"),
    @JsonSubTypes.Type(value = Elementwise.LeakyRelu.class, name = "leakyRelu"),
    @JsonSubTypes.Type(value = Elementwise.Clip.class, name = "clip"),
    @JsonSubTypes.Type(value = Elementwise.Affine.class, name = "affine"),
    @JsonSubTypes.Type(value = Elementwise.Multiply.class, name = "multiply"),
    @JsonSubTypes.Type(value = Movement.Pad.class, name = "pad"),
    @JsonSubTypes.Type(value = Movement.Crop.class, name = "crop"),
    @JsonSubTypes.Type(value = Movement.SelectChannels.class, name = "selectChannels"),
    @JsonSubTypes.Type(value = Movement.Unflatten.class, name = "unflatten"),
    @JsonSubTypes.Type(value = Movement.ImageTokens.class, name = "imageTokens"),
    @JsonSubTypes.Type(value = Movement.OneToken.class, name = "oneToken"),
    @JsonSubTypes.Type(value = Movement.TokenImage.class, name = "tokenImage"),
    @JsonSubTypes.Type(value = Movement.SelectTokens.class, name = "selectTokens"),
    @JsonSubTypes.Type(value = TokenLayer.Embedding.class, name = "embedding"),
    @JsonSubTypes.Type(value = TokenLayer.PrependTokens.class, name = "prependTokens"),
    @JsonSubTypes.Type(value = TokenLayer.AddPositions.class, name = "addPositions"),
    @JsonSubTypes.Type(value = TokenLayer.LayerNorm.class, name = "layerNorm"),
    @JsonSubTypes.Type(value = TokenLayer.Attention.class, name = "attention"),
    @JsonSubTypes.Type(value = TokenLayer.TokenMean.class, name = "tokenMean")
  })
  private interface LayerTypes {}
}
