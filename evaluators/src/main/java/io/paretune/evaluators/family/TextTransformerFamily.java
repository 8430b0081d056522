package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transformers that read texts, of the encoder's kind (Vaswani et al. 2017, arXiv:1706.03762;
 * Devlin et al. 2019, arXiv:1810.04805), normalised before each half of a block: an embedding of
 * the tokens, learned positions, the blocks, a vector for the text and a linear layer. Nothing
 * looks at padding, so that an answer does not hang on it.
 *
 * <p>Options, each a list of values to search among: {@code width} (features of a token, multiples
 * of 8), {@code depth} (blocks), {@code heads} and {@code ratio} (of a perceptron's inner width to
 * the width; one parameter {@code heads.blockB}, {@code ratio.blockB} a block, which exists where
 * the block does), {@code head-width} (fixed; features of a head), {@code dropout} (of what either
 * half adds), {@code hidden} (share of the tokens that are hidden while training), {@code pool}
 * (what stands for the text: the {@code mean} of its tokens, or a {@code class} token in front).
 */
public final class TextTransformerFamily implements Family {

  static final String NAME = "text-transformer";

  private static final String MEAN = "mean";
  private static final String CLASS = "class";

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>(TransformerBlocks.defaults());
    options.put("depth", List.of(1, 2, 3));
    options.put("hidden", List.of(0.1));
    options.put("pool", List.of(MEAN));
    return options;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> options() {
    return List.copyOf(DEFAULTS.keySet());
  }

  @Override
  public List<Parameter> parameters(FamilyContext context) {
    return Tunable.parameters(Elastic.of(context).tunables());
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    Shape.Ids text = context.text(NAME);
    int width = elastic.blocks.width().at(assignment);
    boolean classToken = elastic.pool.at(assignment).equals(CLASS);
    NetworkBuilder net = Network.from(text).block("stem");
    net.role("words")
        .layer(
            "embedding",
            new TokenLayer.Embedding(text.vocabulary(), width, elastic.hidden.at(assignment)));
    net.role("places").layer("positions", new TokenLayer.AddPositions(text.tokens(), width));
    if (classToken) {
      net.role("class").layer("token", new TokenLayer.PrependTokens(1, width));
    }
    elastic.blocks.append(net, assignment, List.of(Network.INPUT));
    if (classToken) {
      net.layer("first", new Movement.OneToken(0));
    } else {
      net.join("pool", new TokenLayer.TokenMean(), Network.INPUT);
    }
    return net.role("scores").linear(context.outputs()).build();
  }

  /** The deepest and widest network, with the least dropout and the fewest hidden tokens. */
  @Override
  public Network largest(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    Map<String, Object> values = Options.largest(elastic.tunables());
    values.put("dropout", elastic.blocks.dropout().smallest());
    values.put("hidden", elastic.hidden.smallest());
    return build(Assignment.of(values), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    return Elastic.of(context).blocks.choices();
  }

  /** The options of a context, checked. */
  private record Elastic(TransformerBlocks blocks, Tunable<Double> hidden, Tunable<String> pool) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of(NAME, DEFAULTS, context);
      return new Elastic(
          TransformerBlocks.of(options),
          Tunable.ascending("hidden", options.reals("hidden", 0, 1)),
          Tunable.ascending("pool", options.words("pool", List.of(CLASS, MEAN))));
    }

    List<Tunable<?>> tunables() {
      List<Tunable<?>> all = new ArrayList<>(blocks.tunables());
      all.add(hidden);
      all.add(pool);
      return all;
    }
  }
}
