package io.paretune.evaluators.compress.elastic;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalPlan;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.ElasticChannels;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A model that came with its weights, and the networks within it: residual blocks may go, and
 * groups of channels may be narrower. The channels of the model are in the order of their
 * importance, so that a narrower group is its first channels, and all networks nest.
 *
 * <p>Parameters are those that the techniques have ({@code remove.<block>}, {@code pruning}, {@code
 * pruning.<block>}), their values from the smallest network to the largest, as in any family.
 */
public final class ElasticModel implements Family {

  private static final String OF_BLOCK = PruningSpace.RATIO + ".";

  private final Family model;
  private final CompressionSpace space;
  private final Map<FamilyContext, Whole> wholes = new ConcurrentHashMap<>();

  /** The model in order, and the layers that make channels of which there may be fewer. */
  private record Whole(
      WeightedNetwork model,
      Set<String> elastic,
      Map<String, ChannelGroup> widths,
      List<ChannelGroup> embeddings) {

    static Whole of(Network network, Weights weights) {
      WeightedNetwork sorted =
          ElasticChannels.sorted(new WeightedNetwork(network, weights), Importance.l1());
      List<ChannelGroup> groups = ElasticChannels.groups(network);
      return new Whole(
          sorted,
          groups.stream()
              .flatMap(group -> group.producers().stream())
              .collect(Collectors.toUnmodifiableSet()),
          groups.stream()
              .filter(group -> !group.normalised())
              .collect(
                  Collectors.toUnmodifiableMap(
                      group -> StructuredPruning.block(network, group),
                      group -> group,
                      (one, other) -> one.channels() >= other.channels() ? one : other)),
          groups.stream().filter(ChannelGroup::normalised).toList());
    }

    /** The groups that a parameter of pruning is about. */
    List<ChannelGroup> of(String parameter) {
      if (parameter.equals(PruningSpace.EMBEDDING)) {
        return embeddings;
      }
      String block = parameter.substring(Math.min(parameter.length(), OF_BLOCK.length()));
      return widths.entrySet().stream()
          .filter(group -> block.isEmpty() || group.getKey().equals(block))
          .map(Map.Entry::getValue)
          .toList();
    }

    boolean holds(ChannelGroup group) {
      return elastic.containsAll(group.producers());
    }
  }

  /**
   * @param model a family of one network, with weights
   * @param compression whose techniques are searched; those that {@link #reshapes}
   */
  public ElasticModel(Family model, CompressionSpace compression) {
    this.model = model;
    this.space =
        new CompressionSpace(
            compression.techniques().stream().filter(ElasticModel::reshapes).toList());
    requireByWeights(space.pruning());
  }

  /** Whether a technique makes other, smaller networks, in one step. */
  public static boolean reshapes(Technique technique) {
    return technique instanceof RemovalSpace
        || (technique instanceof PruningSpace pruning
            && pruning.kinds().equals(List.of(PruningKind.CHANNELS))
            && pruning.steps().equals(List.of(1)));
  }

  private static void requireByWeights(PruningSpace pruning) {
    if (!pruning.criteria().equals(List.of(PruningCriterion.L1))) {
      throw new IllegalArgumentException(
          "with 'sharing', the channels of a model are put in order once, by pruning-criterion:"
              + " l1, got "
              + pruning.criteria());
    }
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public List<String> options() {
    return model.options();
  }

  private Whole whole(FamilyContext context) {
    return wholes.computeIfAbsent(
        context,
        of ->
            Whole.of(
                model.largest(of),
                model
                    .weights(of)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "family '%s' must come with weights".formatted(model.name())))));
  }

  /** What is searched of the techniques; empty if nothing of the model is elastic. */
  @Override
  public List<Parameter> parameters(FamilyContext context) {
    List<Parameter> parameters = new ArrayList<>(model.parameters(context));
    Whole whole = whole(context);
    for (Parameter each : space.parameters(model.blocks(context), whole.model.network())) {
      List<Object> values = smallestFirst(each.domain());
      values.retainAll(different(each.name(), values, whole));
      if (values.size() > 1) {
        parameters.add(new Parameter(each.name(), new Choice(values), each.condition()));
      }
    }
    return parameters;
  }

  /** Removed before not, and large shares before small ones. */
  private static List<Object> smallestFirst(Domain domain) {
    List<Object> values = new ArrayList<>(domain.values());
    if (values.get(0) instanceof Number) {
      values.sort(Collections.reverseOrder((a, b) -> Double.compare(number(a), number(b))));
    } else {
      Collections.reverse(values);
    }
    return values;
  }

  /** Those that make networks of different widths: of equal ones the smallest share. */
  private List<Object> different(String parameter, List<Object> values, Whole whole) {
    if (!parameter.startsWith(PruningSpace.RATIO)) {
      return values;
    }
    Map<Object, Object> byWidths = new LinkedHashMap<>();
    for (Object ratio : values) {
      List<Integer> widths =
          whole.of(parameter).stream()
              .map(group -> group.kept(number(ratio), space.pruning().multiple()))
              .toList();
      byWidths.put(widths, ratio);
    }
    return List.copyOf(byWidths.values());
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    Whole whole = whole(context);
    Network left = whole.model.network();
    List<BlockChoice> blocks = model.blocks(context);
    for (Technique technique : space.techniques()) {
      var step = technique.decode(assignment, blocks);
      blocks = step.staying(blocks);
      if (step instanceof RemovalPlan removal && removal.acts()) {
        left = BlockRemoval.remove(whole.model, removal.blocks()).network();
      } else if (step instanceof PruningPlan pruning && pruning.acts()) {
        left = narrowed(left, pruning, whole);
      }
    }
    return left;
  }

  private static Network narrowed(Network left, PruningPlan plan, Whole whole) {
    return ElasticChannels.narrowed(
        left,
        group ->
            whole.holds(group)
                ? group.kept(plan.ratio(left, group), plan.multiple())
                : group.channels());
  }

  /** The model as it came, its channels in order. */
  @Override
  public Network largest(FamilyContext context) {
    return whole(context).model.network();
  }

  @Override
  public Optional<Weights> weights(FamilyContext context) {
    return Optional.of(whole(context).model.weights());
  }

  @Override
  public Optional<String> weightsHash(FamilyContext context) {
    return model.weightsHash(context);
  }

  /** As those of the model: narrower networks take its place, too. */
  @Override
  public Optional<FileSignature> signature(FamilyContext context) {
    return model.signature(context);
  }

  /** Those of the model, each existing where it is not removed. */
  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    List<BlockChoice> blocks = model.blocks(context);
    for (Technique technique : space.techniques()) {
      blocks = technique.staying(blocks, whole(context).model.network());
    }
    return blocks;
  }
}
