package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.compress.technique.BlockChange;
import io.paretune.evaluators.compress.technique.Extremes;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pruning that is searched: parameters {@code pruning-kind}, {@code pruning} or one {@code
 * pruning.<block>} a block (which exists when the block does), {@code pruning-embedding}, {@code
 * pruning-criterion}, {@code pruning-scope} and {@code pruning-steps}. Each exists only where it
 * matters. What has a single value is fixed and is no parameter.
 *
 * @param kinds of what is taken away
 * @param ratios to search among, each in [0, 1)
 * @param byBlock whether each block has a ratio of its own
 * @param criteria by which channels are judged
 * @param scopes among which the smallest weights are looked for
 * @param multiple widths that stay are rounded to a multiple of this
 * @param embeddings ratios of the width of tokens to search among, each in [0, 1)
 * @param steps numbers of steps, each at least 1
 */
public record PruningSpace(
    List<PruningKind> kinds,
    List<Double> ratios,
    boolean byBlock,
    List<PruningCriterion> criteria,
    List<PruningScope> scopes,
    int multiple,
    List<Double> embeddings,
    List<Integer> steps)
    implements Technique {

  /** The parameter for the kind. */
  public static final String KIND = "pruning-kind";

  /** The parameter for the ratio; with a dot and the label, that of a block. */
  public static final String RATIO = "pruning";

  /** The parameter for the ratio of the width of tokens. */
  public static final String EMBEDDING = "pruning-embedding";

  private static final String CRITERION = "pruning-criterion";
  private static final String SCOPE = "pruning-scope";
  private static final String STEPS = "pruning-steps";
  private static final List<PruningKind> CHANNELS = List.of(PruningKind.CHANNELS);
  private static final List<PruningKind> BY_RATIO =
      List.of(PruningKind.CHANNELS, PruningKind.WEIGHTS);

  /**
   * Copies the lists; each must hold distinct values, at least one, and every value must make a
   * valid plan.
   */
  public PruningSpace {
    kinds = Tunable.amongConstants(KIND, kinds).values();
    ratios = Tunable.among(RATIO, ratios).values();
    criteria = Tunable.amongConstants(CRITERION, criteria).values();
    scopes = Tunable.amongConstants(SCOPE, scopes).values();
    embeddings = Tunable.among(EMBEDDING, embeddings).values();
    steps = Tunable.among(STEPS, steps).values();
    PruningPlan plan = PruningPlan.none().withMultiple(multiple);
    ratios.forEach(plan::withRatio);
    embeddings.forEach(plan::withEmbedding);
    steps.forEach(plan::withSteps);
    if (byBlock && kinds.contains(PruningKind.WEIGHTS) && scopes.contains(PruningScope.GLOBAL)) {
      throw new IllegalArgumentException(
          "weights that are ranked over the whole network have one ratio: pruning-scope must be"
              + " layer where pruning-by is group");
    }
  }

  /** No pruning; as {@link PruningPlan#none} if ratios are set. */
  public static PruningSpace none() {
    PruningPlan none = PruningPlan.none();
    return new PruningSpace(
        List.of(none.kind()),
        List.of(none.ratio()),
        false,
        List.of(none.criterion()),
        List.of(none.scope()),
        none.multiple(),
        List.of(none.embedding()),
        List.of(none.steps()));
  }

  /** The same space of other kinds. */
  public PruningSpace withKinds(List<PruningKind> value) {
    return new PruningSpace(value, ratios, byBlock, criteria, scopes, multiple, embeddings, steps);
  }

  /** The same space with other ratios. */
  public PruningSpace withRatios(List<Double> value) {
    return new PruningSpace(kinds, value, byBlock, criteria, scopes, multiple, embeddings, steps);
  }

  /** The same space with a ratio for each block, or one for all. */
  public PruningSpace withByBlock(boolean value) {
    return new PruningSpace(kinds, ratios, value, criteria, scopes, multiple, embeddings, steps);
  }

  /** The same space with other criteria. */
  public PruningSpace withCriteria(List<PruningCriterion> value) {
    return new PruningSpace(kinds, ratios, byBlock, value, scopes, multiple, embeddings, steps);
  }

  /** The same space with other scopes. */
  public PruningSpace withScopes(List<PruningScope> value) {
    return new PruningSpace(kinds, ratios, byBlock, criteria, value, multiple, embeddings, steps);
  }

  /** The same space with widths of other multiples. */
  public PruningSpace withMultiple(int value) {
    return new PruningSpace(kinds, ratios, byBlock, criteria, scopes, value, embeddings, steps);
  }

  /** The same space with other ratios of the width of tokens. */
  public PruningSpace withEmbeddings(List<Double> value) {
    return new PruningSpace(kinds, ratios, byBlock, criteria, scopes, multiple, value, steps);
  }

  /** The same space with other numbers of steps. */
  public PruningSpace withSteps(List<Integer> value) {
    return new PruningSpace(kinds, ratios, byBlock, criteria, scopes, multiple, embeddings, value);
  }

  @Override
  public String name() {
    return "pruning";
  }

  @Override
  public Moment moment() {
    return Moment.AFTER_TRAINING;
  }

  @Override
  public boolean fineTunes() {
    return kinds.contains(PruningKind.TWO_OF_FOUR)
        || Stream.concat(ratios.stream(), embeddings.stream()).anyMatch(ratio -> ratio > 0);
  }

  @Override
  public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
    Set<String> withChannels = StructuredPruning.blocks(largest);
    Set<String> withWeights = WeightPruning.blocks(largest);
    List<Parameter> parameters = new ArrayList<>(kind().parameters());
    if (byBlock) {
      for (BlockChoice block : blocks) {
        List<PruningKind> matter = new ArrayList<>();
        if (withChannels.contains(block.label())) {
          matter.add(PruningKind.CHANNELS);
        }
        if (withWeights.contains(block.label())) {
          matter.add(PruningKind.WEIGHTS);
        }
        add(ratio(name(block), ratios), block.exists(), matter, parameters);
      }
    } else {
      add(ratio(RATIO, ratios), Condition.always(), BY_RATIO, parameters);
    }
    if (StructuredPruning.groups(largest).stream().anyMatch(ChannelGroup::normalised)) {
      add(ratio(EMBEDDING, embeddings), Condition.always(), CHANNELS, parameters);
    }
    Tunable<?> criterion = criterion().when(somePruning());
    add(criterion, Condition.always(), CHANNELS, parameters);
    Tunable<?> scope = scope().when(somePruning());
    add(scope, Condition.always(), List.of(PruningKind.WEIGHTS), parameters);
    add(step().when(somePruning()), Condition.always(), BY_RATIO, parameters);
    return parameters;
  }

  /** Adds what has a meaning where the kind is one of these, if it ever is. */
  private void add(
      Tunable<?> what, Condition exists, List<PruningKind> wanted, List<Parameter> parameters) {
    kind().in(wanted).ifPresent(of -> parameters.addAll(what.when(of).when(exists).parameters()));
  }

  /** Each of several steps needs an epoch of fine-tuning; a single step needs none. */
  @Override
  public void requireEpochs(int fineTuningEpochs) {
    int most = Collections.max(steps);
    if (most > 1 && most > fineTuningEpochs) {
      throw new IllegalArgumentException(
          "each of several steps of pruning needs an epoch of fine-tuning, got %d steps and %d epochs; raise fine-tuning-epochs"
              .formatted(most, fineTuningEpochs));
    }
  }

  /**
   * Each ratio over 0, with the first criterion, in one step. 2:4 is of whole networks; of several
   * kinds, the label says which.
   */
  @Override
  public List<BlockChange> alone(String block, Network network) {
    List<BlockChange> changes = new ArrayList<>();
    for (PruningKind kind : kinds) {
      String suffix = kinds.size() == 1 ? "" : " (" + kind.label() + ")";
      for (double ratio : ratios) {
        alone(kind, ratio, block, network)
            .ifPresent(step -> changes.add(new BlockChange(RATIO + "=" + ratio + suffix, step)));
      }
    }
    return changes;
  }

  private Optional<Step> alone(PruningKind kind, double ratio, String block, Network network) {
    PruningPlan plan =
        PruningPlan.none()
            .withKind(kind)
            .withCriterion(criteria.get(0))
            .withMultiple(multiple)
            .withRatio(ratio);
    if (ratio == 0 || kind == PruningKind.TWO_OF_FOUR) {
      return Optional.empty();
    }
    if (kind == PruningKind.WEIGHTS) {
      return WeightPruning.blocks(network).contains(block)
          ? Optional.of(plan.withRatio(0).withBlockRatios(Map.of(block, ratio)))
          : Optional.empty();
    }
    OwnChannels own = new OwnChannels(block, plan);
    return own.actsOn(network) ? Optional.of(own) : Optional.empty();
  }

  /** Nothing is pruned. */
  @Override
  public OptionalDouble lightest(Parameter parameter) {
    String name = parameter.name();
    if (name.equals(RATIO) || name.equals(EMBEDDING) || name.startsWith(RATIO + ".")) {
      return OptionalDouble.of(Extremes.smallest(parameter.domain()));
    }
    return name.equals(KIND)
        ? OptionalDouble.of(kindThatCanLeaveAll(parameter.domain()))
        : OptionalDouble.empty();
  }

  /** The position of a kind of pruning of which there can be none: 2:4 always prunes. */
  private static double kindThatCanLeaveAll(Domain domain) {
    return domain.values().stream()
        .filter(kind -> !kind.equals(PruningKind.TWO_OF_FOUR.label()))
        .findFirst()
        .map(domain::toUnit)
        .orElse(0.0);
  }

  /** That the ratio is not 0, where that is known of all blocks at once. */
  private Condition somePruning() {
    return !byBlock && embeddings.equals(List.of(0.0)) && ratios.size() > 1 && ratios.contains(0.0)
        ? Condition.in(RATIO, ratios.stream().filter(ratio -> ratio > 0).toArray())
        : Condition.always();
  }

  private Tunable<PruningKind> kind() {
    return Tunable.among(KIND, kinds, PruningKind::label);
  }

  private static Tunable<Double> ratio(String name, List<Double> among) {
    return Tunable.among(name, among);
  }

  private Tunable<PruningCriterion> criterion() {
    return Tunable.amongConstants(CRITERION, criteria);
  }

  private Tunable<PruningScope> scope() {
    return Tunable.amongConstants(SCOPE, scopes);
  }

  private Tunable<Integer> step() {
    return Tunable.among(STEPS, steps);
  }

  /** What does not matter at the point is as in {@link PruningPlan#none}. */
  @Override
  public PruningPlan decode(Assignment point, List<BlockChoice> blocks) {
    PruningPlan none = PruningPlan.none();
    PruningPlan plan = none.withMultiple(multiple).withKind(kind().at(point));
    if (ratios.size() == 1 || (!byBlock && plan.kind() != PruningKind.TWO_OF_FOUR)) {
      plan = plan.withRatio(ratio(RATIO, ratios).at(point));
    } else {
      Map<String, Double> own = new LinkedHashMap<>();
      for (BlockChoice block : blocks) {
        if (point.has(name(block))) {
          own.put(block.label(), ratio(name(block), ratios).at(point));
        }
      }
      plan = plan.withBlockRatios(own);
    }
    return plan.withEmbedding(ratio(EMBEDDING, embeddings).at(point, none.embedding()))
        .withCriterion(criterion().at(point, none.criterion()))
        .withScope(scope().at(point, none.scope()))
        .withSteps(step().at(point, none.steps()));
  }

  private static String name(BlockChoice block) {
    return RATIO + "." + block.label();
  }
}
