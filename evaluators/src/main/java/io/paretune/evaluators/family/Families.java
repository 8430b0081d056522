package io.paretune.evaluators.family;

import io.paretune.hardware.yaml.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The families that can be named in an experiment. Immutable. */
public final class Families {

  private final Map<String, Family> byName;

  private Families(Map<String, Family> byName) {
    this.byName = byName;
  }

  /** The families that ship with Paretune. */
  public static Families standard() {
    return of(
        List.of(
            new ResNetFamily(),
            new MbConvFamily(),
            new MlpFamily(),
            new NasBench201Family(),
            new NasBenchMacroFamily(),
            new VitFamily(),
            new TextTransformerFamily()));
  }

  /**
   * These families.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public static Families of(List<Family> families) {
    Map<String, Family> byName = new LinkedHashMap<>();
    for (Family family : families) {
      if (byName.put(family.name(), family) != null) {
        throw new IllegalArgumentException(
            "a family's name must be unique, got '%s' twice".formatted(family.name()));
      }
    }
    return new Families(byName);
  }

  /** These families and one more. */
  public Families with(Family family) {
    return of(Stream.concat(byName.values().stream(), Stream.of(family)).toList());
  }

  /** Names in order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * The family of this name.
   *
   * @throws IllegalArgumentException if there is none, with the nearest name
   */
  public Family named(String name) {
    Family family = byName.get(name);
    if (family == null) {
      throw Nearest.unknown("family", name, byName.keySet());
    }
    return family;
  }
}
