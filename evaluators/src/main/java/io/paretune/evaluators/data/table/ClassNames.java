package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.table.column.Numerals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The order of classes that names alone tell: numbers by their size, others as texts. */
public final class ClassNames {
  private ClassNames() {}

  /** The distinct names in order. */
  public static List<String> ordered(Collection<String> names) {
    List<String> distinct = new ArrayList<>(new TreeSet<>(names));
    if (distinct.stream().noneMatch(name -> Float.isNaN(Numerals.plain(name)))) {
      distinct.sort(Comparator.comparingDouble(Double::parseDouble));
    }
    return List.copyOf(distinct);
  }
}
