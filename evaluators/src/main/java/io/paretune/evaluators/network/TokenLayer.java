package io.paretune.evaluators.network;

import static io.paretune.evaluators.network.Inputs.ids;
import static io.paretune.evaluators.network.Inputs.matching;
import static io.paretune.evaluators.network.Inputs.one;
import static io.paretune.evaluators.network.Inputs.positive;
import static io.paretune.evaluators.network.Inputs.sequence;

import io.paretune.evaluators.network.TensorSpec.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer that transformers have and convolutional networks do not. What they share (linear layers,
 * sums, activations, dropout) are the layers of images and vectors, on sequences.
 */
public sealed interface TokenLayer extends Layer {

  /**
   * A learned vector for each word of a vocabulary, looked up by the ids of tokens (Bengio et al.
   * 2003, "A Neural Probabilistic Language Model", section 2).
   *
   * @param vocabulary how many vectors there are
   * @param width features of each
   * @param hidden share of the tokens, at least 0 and below 1, whose vectors are zero in a step of
   *     training, so that no text is known by a single word (Iyyer et al. 2015,
   *     doi:10.3115/v1/P15-1162, section 3)
   * @param every 0 where an id is a row. Of ids that are {@code word + words * kind} it is 1 for
   *     the table of words, whose row is {@code id mod vocabulary}, and the number of words for
   *     that of kinds: {@code id / every mod vocabulary}
   */
  record Embedding(int vocabulary, int width, double hidden, int every) implements TokenLayer {
    /** Checks the ranges. */
    public Embedding {
      positive("vocabulary", vocabulary);
      positive("width", width);
      if (!(hidden >= 0 && hidden < 1) || every < 0) {
        throw new IllegalArgumentException(
            "hidden must lie in [0, 1) and every must not be below 0, got %s and %d"
                .formatted(hidden, every));
      }
    }

    /** Of ids that are rows. */
    public Embedding(int vocabulary, int width, double hidden) {
      this(vocabulary, width, hidden, 0);
    }

    /** Whether ids tell something else beside the row. */
    public boolean mixed() {
      return every > 0;
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Ids in = ids(this, one(this, shapes));
      int rows = every > 1 ? in.kinds() : in.vocabulary();
      if (rows > vocabulary || mixed() != in.kinds() > 1) {
        throw new IllegalArgumentException(
            "an embedding must have a vector for each word of the tokenizer, got %d vectors for %d words; give the tokenizer that the network was made for"
                .formatted(vocabulary, rows));
      }
      return Shape.sequence(in.tokens(), width);
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      return Map.of(Role.TABLE, List.of(vocabulary, width));
    }

    @Override
    public boolean looksUp() {
      return true;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.embedding(this);
    }
  }

  /**
   * Learned tokens in front of the others, the same for every example: the class token (Dosovitskiy
   * et al. 2021, arXiv:2010.11929, eq. 1), or that and one for distillation (Touvron et al. 2021,
   * arXiv:2012.12877).
   *
   * @param tokens how many
   * @param width of each
   */
  record PrependTokens(int tokens, int width) implements TokenLayer {
    /** Checks the ranges. */
    public PrependTokens {
      positive("tokens", tokens);
      positive("width", width);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Sequence in = sequence(this, one(this, shapes));
      matching(this, "width", width, in);
      return Shape.sequence(Math.addExact(in.tokens(), tokens), width);
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      return Map.of(Role.TABLE, List.of(tokens, width));
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.prependTokens(this);
    }
  }

  /**
   * A learned vector for each place, added to the token there (Dosovitskiy et al. 2021, eq. 1).
   *
   * @param tokens how many places there are
   * @param width of each token
   */
  record AddPositions(int tokens, int width) implements TokenLayer {
    /** Checks the ranges. */
    public AddPositions {
      positive("tokens", tokens);
      positive("width", width);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Sequence in = sequence(this, one(this, shapes));
      if (!in.equals(Shape.sequence(tokens, width))) {
        throw new IllegalArgumentException(
            "there must be a position for each token, got %dx%d positions for %s"
                .formatted(tokens, width, in));
      }
      return in;
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      return Map.of(Role.TABLE, List.of(tokens, width));
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.addPositions(this);
    }
  }

  /**
   * Layer normalisation of each token, or of a vector: {@code gamma (x - mean) / sqrt(variance +
   * epsilon) + beta}, with mean and variance over the token's features (Ba et al. 2016,
   * arXiv:1607.06450, eq. 4).
   *
   * @param width features of a token
   * @param epsilon added to the variance, in (0, 1)
   */
  record LayerNorm(int width, double epsilon) implements TokenLayer {
    /** Checks the ranges. */
    public LayerNorm {
      positive("width", width);
      if (!(epsilon > 0 && epsilon < 1)) {
        throw new IllegalArgumentException("epsilon must lie in (0, 1), got " + epsilon);
      }
    }

    /** Epsilon 1e-5. */
    public static LayerNorm of(int width) {
      return new LayerNorm(width, 1e-5);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape in = one(this, shapes);
      if (in instanceof Shape.Image) {
        throw new IllegalArgumentException(
            "a layer normalisation must have tokens or a vector as input, got the image %s; put ImageTokens before it"
                .formatted(in));
      }
      matching(this, "width", width, in);
      return in;
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      Map<Role, List<Integer>> tensors = new LinkedHashMap<>();
      tensors.put(Role.GAMMA, List.of(width));
      tensors.put(Role.BETA, List.of(width));
      return tensors;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.layerNorm(this);
    }
  }

  /**
   * What heads of attention do with their queries, keys and values: {@code softmax(scale q k^T) v}
   * for each head by itself (Vaswani et al. 2017, arXiv:1706.03762, eq. 1). Reads three values, of
   * {@code tokens x (heads headWidth)}, a head's features side by side, and gives one of that
   * shape. The four matrices of multi-head attention are linear layers before and after it. A
   * fourth value, the ids of the last tokens, hides those that are padding from all others.
   *
   * @param heads how many
   * @param headWidth features of a head's query, key and value
   * @param scale factor of the products, usually {@code 1 / sqrt(headWidth)}
   * @param places 0, or how many tokens have a stored number for each other, which is added to
   *     their scaled product: biases of relative positions (Shaw et al. 2018, arXiv:1803.02155, as
   *     Raffel et al. 2020, arXiv:1910.10683, section 2.1, simplify them). Of shorter texts, the
   *     first ones; of windows, the same in each
   * @param windows which tokens look at each other
   */
  record Attention(int heads, int headWidth, double scale, int places, TokenWindows windows)
      implements TokenLayer {
    private static final int INPUTS = 3;

    /** Checks the ranges. */
    public Attention {
      positive("heads", heads);
      positive("headWidth", headWidth);
      if (!(scale > 0 && Double.isFinite(scale))) {
        throw new IllegalArgumentException("scale must be over 0 and finite, got " + scale);
      }
      if (places < 0) {
        throw new IllegalArgumentException("places must not be below 0, got " + places);
      }
    }

    /** Of all tokens, with nothing added to products. */
    public Attention(int heads, int headWidth, double scale) {
      this(heads, headWidth, scale, 0, TokenWindows.WHOLE);
    }

    /** With the usual scale. */
    public static Attention of(int heads, int headWidth) {
      return new Attention(heads, headWidth, 1 / Math.sqrt(headWidth));
    }

    /** The same with another number of heads. */
    public Attention withHeads(int other) {
      return new Attention(other, headWidth, scale, places, windows);
    }

    /** Features of all heads together. */
    public int width() {
      return Math.multiplyExact(heads, headWidth);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      if (shapes.size() != INPUTS && shapes.size() != INPUTS + 1) {
        throw new IllegalArgumentException(
            "attention must read queries, keys and values, and perhaps ids, got %d inputs"
                .formatted(shapes.size()));
      }
      Shape.Sequence query = sequence(this, shapes.get(0));
      masked(this, query, shapes.subList(INPUTS, shapes.size()));
      matching(this, "heads x headWidth", width(), query);
      if (!shapes.get(1).equals(query) || !shapes.get(2).equals(query)) {
        throw new IllegalArgumentException(
            "queries, keys and values must have one shape, got " + shapes);
      }
      windows.requireFor(query);
      if (windows.tokens() > 0 && shapes.size() > INPUTS) {
        throw new IllegalArgumentException("windows of texts are not supported, got " + windows);
      }
      if (places > 0 && places != windows.of(query.tokens())) {
        throw new IllegalArgumentException(
            "there must be scores for each token, got %d places for %s".formatted(places, query));
      }
      return query;
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      return places == 0 ? Map.of() : Map.of(Role.SCORES, List.of(heads, places, places));
    }

    /** The two products of each head: every token with every other of its window, twice. */
    @Override
    public long multiplyAdds(List<Shape> shapes) {
      int tokens = sequence(this, shapes.get(0)).tokens();
      return Math.multiplyExact((long) tokens * windows.of(tokens), 2L * width());
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.attention(this);
    }
  }

  /** Refuses a mask that is none, or longer than what it is for. */
  private static void masked(TokenLayer layer, Shape.Sequence tokens, List<Shape> masks) {
    for (Shape mask : masks) {
      if (ids(layer, mask).tokens() > tokens.tokens()) {
        throw new IllegalArgumentException(
            "there must be a token for each id, got %s for %s (%s)".formatted(tokens, mask, layer));
      }
    }
  }

  /**
   * The mean of all tokens from one on, as a vector. A second value, the ids of the last tokens,
   * leaves out those that are padding.
   *
   * @param first token that counts, from 0; those before it, such as a class token, do not
   */
  record TokenMean(int first) implements TokenLayer {
    /** Of all tokens. */
    public TokenMean() {
      this(0);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Sequence in = sequence(this, one(this, shapes.subList(0, 1)));
      masked(this, in, shapes.subList(1, shapes.size()));
      if (first < 0 || first >= in.tokens()) {
        throw new IllegalArgumentException(
            "the first token must lie in [0, %d], got %d".formatted(in.tokens() - 1, first));
      }
      return Shape.vector(in.width());
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.tokenMean(this);
    }
  }
}
