package example;

import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.compress.technique.BlockChange;
import io.paretune.evaluators.compress.technique.Extremes;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.spi.TechniqueProvider;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * {@code compression: {weight-rounding: {mantissa-bits: [23, 6]}}}: floats keep that many bits of
 * their mantissa. The file is as long as before, and shorter once it is compressed for shipping.
 */
public final class WeightRounding implements TechniqueProvider {

  private static final String NAME = "weight-rounding";
  private static final String BITS = "mantissa-bits";
  private static final int ALL = 23;
  private static final String EVERY_BLOCK = "";

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> keys() {
    return List.of(BITS);
  }

  @Override
  public Technique read(Settings settings) {
    List<Integer> bits = new ArrayList<>();
    for (String text : settings.texts(BITS)) {
      if (!text.matches("\\d{1,2}") || Integer.parseInt(text) > ALL) {
        throw settings.refuse(
            BITS, "'" + BITS + "' must hold whole numbers from 0 to " + ALL + ", got " + text);
      }
      bits.add(Integer.parseInt(text));
    }
    return new Space(Tunable.among(BITS, bits));
  }

  private record Space(Tunable<Integer> bits) implements Technique {

    @Override
    public String name() {
      return NAME;
    }

    /** Whatever is trained later would not keep to few bits. */
    @Override
    public Moment moment() {
      return Moment.BEFORE_EXPORT;
    }

    @Override
    public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
      return bits.parameters();
    }

    @Override
    public Step decode(Assignment point, List<BlockChoice> blocks) {
      return new Rounding(bits.at(point), EVERY_BLOCK);
    }

    @Override
    public List<BlockChange> alone(String block, Network network) {
      return bits.values().stream()
          .map(value -> new BlockChange(BITS + "=" + value, new Rounding(value, block)))
          .toList();
    }

    @Override
    public OptionalDouble lightest(Parameter parameter) {
      return parameter.name().equals(BITS)
          ? OptionalDouble.of(Extremes.largest(parameter.domain()))
          : OptionalDouble.empty();
    }

    @Override
    public OptionalDouble heaviest(Parameter parameter) {
      return parameter.name().equals(BITS)
          ? OptionalDouble.of(Extremes.smallest(parameter.domain()))
          : OptionalDouble.empty();
    }
  }

  /** The weights of one block, or of every block, with fewer bits. */
  private record Rounding(int bits, String block) implements Step {

    @Override
    public boolean acts() {
      return bits < ALL;
    }

    /** Normalisation is folded first, since folding would fill the mantissas again. */
    @Override
    public WeightedNetwork sized(WeightedNetwork whole) {
      WeightedNetwork folded = FoldBatchNorm.fold(whole.network(), whole.weights());
      Map<String, Tensor> rounded = new LinkedHashMap<>();
      for (Node node : folded.network().nodes()) {
        if (block.equals(EVERY_BLOCK) || block.equals(node.block())) {
          for (TensorSpec spec : Network.tensors(node)) {
            if (spec.role() == TensorSpec.Role.WEIGHT) {
              rounded.put(spec.name(), rounded(folded.weights().get(spec.name()), spec));
            }
          }
        }
      }
      return new WeightedNetwork(folded.network(), folded.weights().with(rounded));
    }

    /** Trials say which of their bits are left. */
    @Override
    public Map<String, String> provenance(WeightedNetwork trained) {
      return Map.of("mantissa", bits + " of " + ALL + " bits");
    }

    private Tensor rounded(Tensor tensor, TensorSpec spec) {
      float[] values = tensor.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = rounded(values[i]);
      }
      return Tensor.of(values, spec.dimensions());
    }

    /** The nearest float of few bits; of two, the even one. */
    private float rounded(float value) {
      int dropped = ALL - bits;
      int raw = Float.floatToIntBits(value);
      int half = (1 << (dropped - 1)) - 1 + ((raw >> dropped) & 1);
      return Float.intBitsToFloat(((raw + half) >> dropped) << dropped);
    }
  }
}
