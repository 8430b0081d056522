package io.paretune.experiments.config.network;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Choice;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.LogWhole;
import io.paretune.search.space.Real;
import io.paretune.search.space.Tunable;
import io.paretune.search.space.Whole;
import java.util.List;

/**
 * Keys whose value is fixed (a single one) or searched: a list is a choice, {@code {low, high,
 * step, scale}} a range.
 */
final class TunableReader {

  private static final List<String> RANGE_KEYS = List.of("low", "high", "step", "scale");

  private final YamlSection section;
  private final String prefix;

  /**
   * @param prefix of the parameters' names, which is followed by the key
   */
  TunableReader(YamlSection section, String prefix) {
    this.section = section;
    this.prefix = prefix;
  }

  /** A number from {@code low} to {@code high}. */
  Tunable<Double> real(String key, double low, double high, double usual) {
    String name = prefix + key;
    if (section.isSection(key)) {
      YamlSection range = section.section(key, RANGE_KEYS).orElseThrow();
      double from = range.real("low", low, high);
      double to = range.real("high", low, high);
      double step = range.real("step", 0, high - low, 0);
      return range.made(
          () -> Tunable.real(name, log(range) ? new LogReal(from, to) : new Real(from, to, step)));
    }
    if (!section.isList(key)) {
      return Tunable.fixed(name, section.real(key, low, high, usual));
    }
    List<Double> values = OneOrMany.reals(section, key);
    requireAll(key, values, low, high, "numbers");
    return values.size() == 1
        ? Tunable.fixed(name, values.get(0))
        : section.made(() -> Tunable.real(name, Choice.of(values.toArray())));
  }

  /** A whole number from {@code low} to {@code high}. */
  Tunable<Integer> whole(String key, int low, int high, int usual) {
    String name = prefix + key;
    if (section.isSection(key)) {
      YamlSection range = section.section(key, RANGE_KEYS).orElseThrow();
      long from = range.whole("low", low, high);
      long to = range.whole("high", low, high);
      long step = range.whole("step", 1, high, 1);
      return range.made(
          () ->
              Tunable.whole(name, log(range) ? new LogWhole(from, to) : new Whole(from, to, step)));
    }
    if (!section.isList(key)) {
      return Tunable.fixed(name, (int) section.whole(key, low, high, usual));
    }
    List<Integer> values = OneOrMany.wholes(section, key);
    requireAll(key, values, low, high, "whole numbers");
    return OneOrMany.placed(section, key, () -> Tunable.among(name, values));
  }

  /** Constants, in lower case with hyphens. */
  <E extends Enum<E>> Tunable<E> constants(String key, E[] all, E usual) {
    String name = prefix + key;
    return section.has(key)
        ? OneOrMany.placed(
            section,
            key,
            () -> Tunable.amongConstants(name, OneOrMany.constants(section, key, all)))
        : Tunable.fixed(name, usual);
  }

  private static boolean log(YamlSection range) {
    boolean log = range.name("scale", List.of("linear", "log"), "linear").equals("log");
    if (log && range.has("step")) {
      throw range.refuse("step", "a logarithmic range has no step");
    }
    return log;
  }

  private <N extends Number> void requireAll(
      String key, List<N> values, double low, double high, String kind) {
    for (Number value : values) {
      if (!(value.doubleValue() >= low && value.doubleValue() <= high)) {
        throw section.refuse(
            key, "'%s' must hold %s from %s to %s, got %s".formatted(key, kind, low, high, value));
      }
    }
  }
}
