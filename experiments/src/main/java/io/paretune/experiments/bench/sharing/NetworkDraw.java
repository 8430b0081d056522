package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.search.space.Assignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Networks of a family at random, each of them once. */
public final class NetworkDraw {

  /** Points to draw before a space is taken to be exhausted: these, and so many a network. */
  private static final int ATTEMPTS = 10_000;

  private static final int ATTEMPTS_EACH = 50;

  private NetworkDraw() {}

  /**
   * The first ones of an endless sequence: with a larger number come more, and the same ones first.
   *
   * @param count at least 2
   * @param seed decides which
   * @return different networks, by content
   * @throws IllegalArgumentException if there are not so many, saying how many there are
   */
  public static List<DrawnNetwork> of(FamilyParts family, int count, long seed) {
    OptionalLong size = family.space().size();
    if (count < 2) {
      throw new IllegalArgumentException(
          "--networks must be at least 2 to be ranked, got " + count);
    }
    if (size.isPresent() && count > size.getAsLong()) {
      throw tooMany(count, "the family has " + size.getAsLong());
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Set<String> met = new HashSet<>();
    List<DrawnNetwork> drawn = new ArrayList<>();
    long attempts = ATTEMPTS + (long) ATTEMPTS_EACH * count;
    for (long attempt = 0; attempt < attempts && drawn.size() < count; attempt++) {
      Assignment point = family.randomPoint(random);
      Network network = family.at(point).orElseThrow();
      if (met.add(network.contentHash())) {
        drawn.add(new DrawnNetwork(point, network));
      }
    }
    if (drawn.size() < count) {
      throw tooMany(
          count, "%d random points gave %d different ones".formatted(attempts, drawn.size()));
    }
    return List.copyOf(drawn);
  }

  private static IllegalArgumentException tooMany(int count, String reason) {
    return new IllegalArgumentException(
        "--networks must not be more than there are in the space, got %d; %s"
            .formatted(count, reason));
  }
}
