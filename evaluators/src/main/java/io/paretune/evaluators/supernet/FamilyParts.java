package io.paretune.evaluators.supernet;

import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The networks of a family as parts of one: the smallest, the largest, any. Thread safe. */
public final class FamilyParts {

  /** Random networks that are looked at beside those with one option changed. */
  private static final int RANDOM = 256;

  /** Places of a continuous parameter that are looked at. */
  private static final int PLACES = 5;

  /** A family of which fewer networks than this share can be built is taken to be broken. */
  private static final int ATTEMPTS = 1000;

  /**
   * Where the options of {@link #ofAnySize} lie at least in the mean, of the way to the largest.
   */
  private static final double SMALLEST_SIZE = 0.2;

  private static final double LARGEST_SIZE = 0.9;
  private static final double HALF = 0.5;

  private final Family family;
  private final FamilyContext context;
  private final UnaryOperator<Network> trainable;
  private final SearchSpace space;
  private final Supernet supernet;

  /**
   * @throws IllegalArgumentException if the family has one network in this context, or two of its
   *     networks cannot share weights, naming the node and both shapes
   */
  public FamilyParts(Family family, FamilyContext context) {
    this(family, context, UnaryOperator.identity());
  }

  /**
   * As {@link #FamilyParts(Family, FamilyContext)}, of networks that are not trained as they are
   * built.
   *
   * @param trainable the network that is trained in place of one that the family builds
   */
  public FamilyParts(Family family, FamilyContext context, UnaryOperator<Network> trainable) {
    this.family = family;
    this.context = context;
    this.trainable = trainable;
    if (family.parameters(context).isEmpty()) {
      throw new IllegalArgumentException(
          "networks share weights where there are several, got one in family '%s': every option is fixed; give an option several values, or leave out sharing"
              .formatted(family.name()));
    }
    this.space = family.space(context);
    this.supernet = Supernet.of(this);
  }

  /** The network that all are parts of. */
  public Supernet supernet() {
    return supernet;
  }

  /** The most capable network. */
  Network largest() {
    return trainable.apply(family.largest(context));
  }

  /** The family's own space. */
  public SearchSpace space() {
    return space;
  }

  /** The network of a point; empty if the point makes none. */
  public Optional<Network> at(Assignment point) {
    try {
      return Optional.of(trainable.apply(family.build(point, context)));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** The network with every parameter at its first value. */
  public Network smallest() {
    return trainable.apply(family.build(space.fromUnit(new double[space.dimension()]), context));
  }

  /**
   * A network at random, the same for the same generator's state.
   *
   * @throws IllegalStateException if none can be built
   */
  public Network random(RandomGenerator random) {
    return at(randomPoint(random)).orElseThrow();
  }

  /**
   * A network at random of a size at random: its options vary about a place of its own between the
   * smallest and the largest network, where those of {@link #random} come to the middle in networks
   * of many options.
   *
   * @throws IllegalStateException if none can be built
   */
  Network ofAnySize(RandomGenerator random) {
    double size = SMALLEST_SIZE + (LARGEST_SIZE - SMALLEST_SIZE) * random.nextDouble();
    return at(randomPoint(random, size - HALF)).orElseThrow();
  }

  /** The point of a network at random. */
  public Assignment randomPoint(RandomGenerator random) {
    return randomPoint(random, 0);
  }

  private Assignment randomPoint(RandomGenerator random, double shift) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double[] unit =
          random.doubles(space.dimension()).map(u -> Math.min(1, Math.max(0, u + shift))).toArray();
      Assignment point = space.fromUnit(unit);
      if (at(point).isPresent()) {
        return point;
      }
    }
    throw new IllegalStateException(
        "family '%s' must build networks, %d random points gave none"
            .formatted(family.name(), ATTEMPTS));
  }

  /**
   * Networks in which every tensor of the family is, at its largest: the largest, all that differ
   * from it in one parameter, and some at random.
   */
  List<Network> explored() {
    Map<String, Network> networks = new LinkedHashMap<>();
    keep(networks, largest());
    double[] ones = new double[space.dimension()];
    Arrays.fill(ones, 1);
    for (int axis = 0; axis < ones.length; axis++) {
      Domain domain = space.parameters().get(axis).domain();
      for (double unit : places(domain)) {
        double[] changed = ones.clone();
        changed[axis] = unit;
        at(space.fromUnit(changed)).ifPresent(network -> keep(networks, network));
      }
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(0);
    for (int i = 0; i < RANDOM; i++) {
      keep(networks, random(random));
    }
    return new ArrayList<>(networks.values());
  }

  private static void keep(Map<String, Network> networks, Network network) {
    networks.putIfAbsent(network.contentHash(), network);
  }

  private static double[] places(Domain domain) {
    int count = (int) Math.min(domain.size().orElse(PLACES), 64);
    double[] units = new double[count];
    for (int i = 0; i < count; i++) {
      units[i] = (i + 0.5) / count;
    }
    return units;
  }
}
