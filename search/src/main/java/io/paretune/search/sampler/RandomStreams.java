package io.paretune.search.sampler;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The one source of randomness: a generator that depends on study, trial and purpose alone. */
public final class RandomStreams {

  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private RandomStreams() {}

  /**
   * A fresh generator.
   *
   * @param studySeed the study's seed
   * @param trialNumber the trial that randomness is needed for
   * @param purpose the sampler's name, so that two samplers do not draw the same numbers
   */
  public static RandomGenerator of(long studySeed, long trialNumber, String purpose) {
    long seed = mix(studySeed);
    seed = mix(seed ^ trialNumber);
    for (int i = 0; i < purpose.length(); i++) {
      seed = mix(seed ^ purpose.charAt(i));
    }
    return FACTORY.create(seed);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195). */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
