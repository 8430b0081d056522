package io.paretune.search.space.type;

import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.LogWhole;
import io.paretune.search.space.Real;
import io.paretune.search.space.Whole;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** Reads a component that is one parameter: its annotation gives the domain. */
final class SingleReader {

  /** Whole numbers beyond are not all exact in the annotations' {@code double}s. */
  private static final double EXACT = 0x1p53;

  private static final List<Class<? extends Annotation>> NUMERIC =
      List.of(Range.class, LogRange.class, Numbers.class);

  private final AnnotatedType annotated;
  private final Place place;

  SingleReader(AnnotatedType annotated, Place place) {
    this.annotated = annotated;
    this.place = place;
  }

  static boolean reads(Class<?> type) {
    return type == int.class
        || type == Integer.class
        || type == long.class
        || type == Long.class
        || type == double.class
        || type == Double.class
        || type == float.class
        || type == Float.class
        || type == boolean.class
        || type == Boolean.class
        || type == String.class
        || type.isEnum();
  }

  Shape read(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      ShapeReader.requireFitting(annotated, place, List.of());
      return new Shape.Single(Choice.of(false, true), Function.identity(), Function.identity());
    }
    if (type == String.class) {
      return words();
    }
    if (type.isEnum()) {
      return constants(type);
    }
    ShapeReader.requireFitting(annotated, place, NUMERIC);
    if (type == int.class || type == Integer.class) {
      return new Shape.Single(
          whole(Integer.MAX_VALUE), value -> ((Long) value).intValue(), Function.identity());
    }
    if (type == long.class || type == Long.class) {
      return new Shape.Single(whole(EXACT), Function.identity(), Function.identity());
    }
    if (type == float.class || type == Float.class) {
      return new Shape.Single(
          real(true),
          value -> ((Double) value).floatValue(),
          value -> Double.valueOf(value.toString()));
    }
    return new Shape.Single(real(false), Function.identity(), Function.identity());
  }

  private Shape words() {
    ShapeReader.requireFitting(annotated, place, List.of(Choices.class));
    Choices choices = annotated.getAnnotation(Choices.class);
    if (choices == null) {
      throw place.refuse("a String needs its words, for instance @Choices({\"fast\", \"small\"})");
    }
    return new Shape.Single(
        made(() -> Choice.of((Object[]) choices.value())),
        Function.identity(),
        Function.identity());
  }

  private Shape constants(Class<?> type) {
    ShapeReader.requireFitting(annotated, place, List.of(Choices.class));
    Map<String, Object> all = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      String name = place.kebab(((Enum<?>) constant).name());
      if (all.put(name, constant) != null) {
        throw place.refuse(
            "two constants of %s would be called '%s'; rename one"
                .formatted(type.getSimpleName(), name));
      }
    }
    if (all.isEmpty()) {
      throw place.refuse("the enum " + type.getSimpleName() + " has no constants to choose from");
    }
    Map<Object, Object> names = new LinkedHashMap<>();
    all.forEach((name, constant) -> names.put(constant, name));
    Choices choices = annotated.getAnnotation(Choices.class);
    List<Object> chosen = new ArrayList<>(all.keySet());
    if (choices != null) {
      chosen = new ArrayList<>();
      for (String word : choices.value()) {
        Object named =
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(word))
                .findFirst()
                .map(constant -> names.getOrDefault(constant, word))
                .orElse(word);
        if (!all.containsKey(named)) {
          throw place.refuse(
              "@Choices must name constants of %s, which are %s, got '%s'"
                  .formatted(type.getSimpleName(), names.keySet(), word));
        }
        chosen.add(named);
      }
    }
    List<Object> options = chosen;
    return new Shape.Single(
        made(() -> new Choice(options)),
        value -> all.getOrDefault(value, value),
        constant -> names.getOrDefault(constant, constant));
  }

  private Domain whole(double most) {
    Annotation annotation = onlyNumeric();
    if (annotation instanceof Range range) {
      return made(
          () ->
              new Whole(
                  whole("min", range.min(), most),
                  whole("max", range.max(), most),
                  Double.isNaN(range.step()) ? 1 : whole("step", range.step(), most)));
    }
    if (annotation instanceof LogRange range) {
      return made(
          () -> new LogWhole(whole("min", range.min(), most), whole("max", range.max(), most)));
    }
    double[] numbers = ((Numbers) annotation).value();
    return made(
        () ->
            Choice.of(
                DoubleStream.of(numbers)
                    .mapToObj(number -> (Object) whole("every number", number, most))
                    .toArray()));
  }

  private long whole(String what, double value, double most) {
    if (value != Math.rint(value) || Math.abs(value) > most) {
      throw new IllegalArgumentException(
          "%s must be a whole number that fits %s, got %s"
              .formatted(what, annotated.getType().getTypeName(), value));
    }
    return (long) value;
  }

  private Domain real(boolean isFloat) {
    Annotation annotation = onlyNumeric();
    if (annotation instanceof Range range) {
      if (range.step() == 0) {
        throw place.refuse("step must be over 0, got 0; leave it out for every number between");
      }
      double step = Double.isNaN(range.step()) ? 0 : range.step();
      return made(
          () ->
              new Real(real("min", range.min(), isFloat), real("max", range.max(), isFloat), step));
    }
    if (annotation instanceof LogRange range) {
      return made(
          () -> new LogReal(real("min", range.min(), isFloat), real("max", range.max(), isFloat)));
    }
    double[] numbers = ((Numbers) annotation).value();
    return made(
        () ->
            Choice.of(
                DoubleStream.of(numbers)
                    .mapToObj(number -> (Object) real("every number", number, isFloat))
                    .toArray()));
  }

  /** A float's bounds must be floats, or the nearest float to a bound could lie beyond it. */
  private static double real(String what, double value, boolean isFloat) {
    if (isFloat && Double.parseDouble(Float.toString((float) value)) != value) {
      throw new IllegalArgumentException(
          what + " must be exact as a float, got " + value + "; round it or use a double");
    }
    return value;
  }

  private Annotation onlyNumeric() {
    List<Annotation> given = new ArrayList<>();
    for (Class<? extends Annotation> kind : NUMERIC) {
      Annotation annotation = annotated.getAnnotation(kind);
      if (annotation != null) {
        given.add(annotation);
      }
    }
    if (given.size() != 1) {
      throw place.refuse(
          "a %s needs exactly one of @Range(min, max), @LogRange(min, max) and @Numbers({...}), got %s"
              .formatted(
                  annotated.getType().getTypeName(), given.isEmpty() ? "none" : given.size()));
    }
    return given.get(0);
  }

  private <D> D made(Supplier<D> domain) {
    try {
      return domain.get();
    } catch (IllegalArgumentException refused) {
      throw place.refuse(String.valueOf(refused.getMessage()), refused);
    }
  }
}
