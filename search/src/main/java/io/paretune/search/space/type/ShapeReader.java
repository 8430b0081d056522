package io.paretune.search.space.type;

import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a record type, and refuses what cannot be a space. */
final class ShapeReader {

  private final Class<?> root;
  // types around the one being read: one that is met again contains itself
  private final Deque<Class<?>> around = new ArrayDeque<>();

  ShapeReader(Class<?> root) {
    this.root = root;
  }

  Shape read() {
    Place place = new Place(root, "");
    if (!root.isRecord()) {
      throw place.refuse(
          root.isSealed()
              ? "a space is made of a record; give it a component of this sealed interface's type"
              : "a space is made of a record, got " + kind(root) + " " + root.getName());
    }
    return group(root, place);
  }

  private Shape read(AnnotatedType annotated, Place place) {
    if (annotated instanceof AnnotatedParameterizedType generic) {
      if (((ParameterizedType) generic.getType()).getRawType() == List.class) {
        return list(generic, place);
      }
      throw place.refuse(
          "a component must not be generic, except List, got " + annotated.getType());
    }
    if (annotated instanceof AnnotatedArrayType) {
      throw place.refuse("an array cannot be searched; use a List with @Size");
    }
    if (!(annotated.getType() instanceof Class<?> type)) {
      throw place.refuse(
          "a component must have a type of its own, got the generic " + annotated.getType());
    }
    if (SingleReader.reads(type)) {
      return new SingleReader(annotated, place).read(type);
    }
    if (type == List.class) {
      throw place.refuse("a List must say of what, for instance List<Block>");
    }
    requireFitting(annotated, place, List.of());
    if (type.isRecord()) {
      return group(type, place);
    }
    if (type.isInterface() && type.isSealed()) {
      return branches(type, place);
    }
    throw place.refuse(
        "a component must be a number, boolean, String, enum, record, sealed interface or List, got "
            + kind(type)
            + " "
            + type.getName()
            + (Collection.class.isAssignableFrom(type) ? "; use a List with @Size" : ""));
  }

  private static String kind(Class<?> type) {
    return type.isInterface()
        ? "the interface"
        : type.isPrimitive() ? "the type" : type.isEnum() ? "the enum" : "the class";
  }

  /** Refuses annotations of this package that say nothing about the type at hand. */
  static void requireFitting(
      AnnotatedType annotated, Place place, List<Class<? extends Annotation>> allowed) {
    for (Annotation annotation : annotated.getAnnotations()) {
      Class<? extends Annotation> type = annotation.annotationType();
      if (type.getPackage() == Range.class.getPackage() && !allowed.contains(type)) {
        throw place.refuse(
            "@%s does not fit %s%s"
                .formatted(
                    type.getSimpleName(),
                    annotated.getType().getTypeName(),
                    allowed.isEmpty() ? "" : "; " + names(allowed) + " would"));
      }
    }
  }

  private static String names(List<Class<? extends Annotation>> annotations) {
    return String.join(
        " or ", annotations.stream().map(type -> "@" + type.getSimpleName()).toList());
  }

  private Shape list(AnnotatedParameterizedType annotated, Place place) {
    requireFitting(annotated, place, List.of(Size.class));
    Size size = annotated.getAnnotation(Size.class);
    if (size == null) {
      throw place.refuse("a List needs its length, for instance @Size(min = 1, max = 4)");
    }
    if (size.min() < 0 || size.max() < 1 || size.min() > size.max()) {
      throw place.refuse(
          "0 <= min <= max and 1 <= max must hold, got @Size(min = %d, max = %d)"
              .formatted(size.min(), size.max()));
    }
    Shape element = read(annotated.getAnnotatedActualTypeArguments()[0], place.elements());
    return new Shape.Repeat(size.min(), size.max(), element);
  }

  private Shape group(Class<?> type, Place place) {
    enter(type, place);
    Map<String, Shape.Component> components = new LinkedHashMap<>();
    RecordComponent[] declared = type.getRecordComponents();
    for (RecordComponent component : declared) {
      Place there = place.component(component.getName());
      String name = there.kebab(component.getName());
      Method accessor = component.getAccessor();
      open(accessor, there);
      Shape shape = read(component.getAnnotatedType(), there);
      if (components.put(name, new Shape.Component(name, accessor, shape)) != null) {
        throw there.refuse("two components would be called '" + name + "'; rename one");
      }
    }
    around.pop();
    return new Shape.Group(constructor(type, declared, place), List.copyOf(components.values()));
  }

  private void enter(Class<?> type, Place place) {
    if (type.getTypeParameters().length > 0) {
      throw place.refuse("a type must not be generic, got " + type.toGenericString());
    }
    if (around.contains(type)) {
      throw place.refuse(type.getSimpleName() + " contains itself, so its space would have no end");
    }
    around.push(type);
  }

  private static Constructor<?> constructor(
      Class<?> type, RecordComponent[] components, Place place) {
    try {
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      open(canonical, place);
      return canonical;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void open(AccessibleObject member, Place place) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException closed) {
      throw place.refuse(
          "the record's module does not let Paretune make it: " + closed.getMessage(), closed);
    }
  }

  private Shape branches(Class<?> type, Place place) {
    enter(type, place);
    Map<String, Shape> options = new LinkedHashMap<>();
    Map<Object, String> names = new LinkedHashMap<>();
    for (Object leaf : leaves(type, place, new LinkedHashSet<>())) {
      boolean constant = leaf instanceof Enum;
      String simple = constant ? ((Enum<?>) leaf).name() : ((Class<?>) leaf).getSimpleName();
      Place there = place.component(simple);
      String option = there.kebab(simple);
      Shape shape = constant ? new Shape.Constant(leaf) : group((Class<?>) leaf, there);
      if (options.put(option, shape) != null) {
        throw there.refuse("two options would be called '" + option + "'; rename one");
      }
      names.put(leaf, option);
    }
    if (options.isEmpty()) {
      throw place.refuse(
          "the sealed interface " + type.getSimpleName() + " has no records to choose from");
    }
    around.pop();
    return new Shape.Branches(options, names);
  }

  /** Records and enum constants under a sealed interface, in the order in which it permits them. */
  private static Set<Object> leaves(Class<?> type, Place place, Set<Object> found) {
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        found.add(permitted);
      } else if (permitted.isEnum()) {
        found.addAll(Arrays.asList(permitted.getEnumConstants()));
      } else if (permitted.isInterface() && permitted.isSealed()) {
        leaves(permitted, place, found);
      } else {
        throw place.refuse(
            "a sealed interface must permit records, enums and sealed interfaces only, got "
                + kind(permitted)
                + " "
                + permitted.getName());
      }
    }
    return found;
  }
}
