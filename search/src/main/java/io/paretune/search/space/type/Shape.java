package io.paretune.search.space.type;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.space.SpaceBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a type is as part of a space. A path is the full name of the part, empty for the whole. */
sealed interface Shape {

  /** Adds the parameters of a part of this shape. */
  void declare(SpaceBuilder space, String name);

  /** The object that the values under a path stand for. */
  Object decode(Assignment assignment, String path);

  /** Puts the values that stand for an object under a path; they are not checked yet. */
  void encode(Object value, String path, Map<String, Object> values);

  private static Object present(@Nullable Object value, String path) {
    if (value == null) {
      throw new IllegalArgumentException("a value must not be null (component '" + path + "')");
    }
    return value;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /**
   * A single parameter.
   *
   * @param domain its values
   * @param fromSpace makes the component's type of a value of the domain
   * @param toSpace the way back
   */
  record Single(Domain domain, Function<Object, Object> fromSpace, Function<Object, Object> toSpace)
      implements Shape {

    @Override
    public void declare(SpaceBuilder space, String name) {
      space.parameter(name, domain);
    }

    @Override
    public Object decode(Assignment assignment, String path) {
      return fromSpace.apply(assignment.value(path));
    }

    @Override
    public void encode(Object value, String path, Map<String, Object> values) {
      values.put(path, toSpace.apply(value));
    }
  }

  /**
   * A record.
   *
   * @param constructor its canonical constructor, accessible
   * @param components in order
   */
  record Group(Constructor<?> constructor, List<Component> components) implements Shape {

    @Override
    public void declare(SpaceBuilder space, String name) {
      if (name.isEmpty()) {
        components.forEach(component -> component.shape().declare(space, component.name()));
      } else {
        space.group(name, inside -> declare(inside, ""));
      }
    }

    @Override
    public Object decode(Assignment assignment, String path) {
      Object[] arguments = new Object[components.size()];
      for (int i = 0; i < arguments.length; i++) {
        Component component = components.get(i);
        arguments[i] = component.shape().decode(assignment, join(path, component.name()));
      }
      return called(() -> constructor.newInstance(arguments));
    }

    @Override
    public void encode(Object value, String path, Map<String, Object> values) {
      for (Component component : components) {
        String inside = join(path, component.name());
        Object part = called(() -> component.accessor().invoke(value));
        component.shape().encode(present(part, inside), inside, values);
      }
    }

    private static Object called(Call call) {
      try {
        return call.run();
      } catch (InvocationTargetException thrown) {
        // what the user's own constructor says about a combination is the trial's reason
        if (thrown.getCause() instanceof RuntimeException refused) {
          throw refused;
        }
        if (thrown.getCause() instanceof Error error) {
          throw error;
        }
        throw new IllegalStateException(thrown.getCause());
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    private interface Call {
      Object run() throws ReflectiveOperationException;
    }
  }

  /**
   * A component of a record.
   *
   * @param name in the space
   * @param accessor accessible
   * @param shape of its type
   */
  record Component(String name, Method accessor, Shape shape) {}

  /**
   * A sealed interface.
   *
   * @param options by name, in order
   * @param names of the options by what tells them apart: a record's class, or an enum's constant
   */
  record Branches(Map<String, Shape> options, Map<Object, String> names) implements Shape {

    @Override
    public void declare(SpaceBuilder space, String name) {
      space.branch(
          name,
          branch ->
              options.forEach(
                  (option, shape) -> branch.option(option, inside -> shape.declare(inside, ""))));
    }

    @Override
    public Object decode(Assignment assignment, String path) {
      String option = assignment.text(path);
      Shape shape = options.get(option);
      if (shape == null) {
        throw new IllegalArgumentException(
            "the value must be one of %s, got %s (parameter '%s')"
                .formatted(options.keySet(), option, path));
      }
      return shape.decode(assignment, join(path, option));
    }

    @Override
    public void encode(Object value, String path, Map<String, Object> values) {
      String option = names.get(value instanceof Enum ? value : value.getClass());
      if (option == null) {
        throw new IllegalArgumentException(
            "the value must be one of %s, got %s (parameter '%s')"
                .formatted(options.keySet(), value, path));
      }
      values.put(path, option);
      options.getOrDefault(option, this).encode(value, join(path, option), values);
    }
  }

  /**
   * An option without components that is no record: an enum's constant.
   *
   * @param value the constant
   */
  record Constant(Object value) implements Shape {

    @Override
    public void declare(SpaceBuilder space, String name) {}

    @Override
    public Object decode(Assignment assignment, String path) {
      return value;
    }

    @Override
    public void encode(Object itself, String path, Map<String, Object> values) {}
  }

  /**
   * A list.
   *
   * @param min smallest length
   * @param max largest length
   * @param element what each element is
   */
  record Repeat(int min, int max, Shape element) implements Shape {

    @Override
    public void declare(SpaceBuilder space, String name) {
      space.repeat(name, min, max, element::declare);
    }

    @Override
    public Object decode(Assignment assignment, String path) {
      long size = min == max ? min : assignment.whole(path + ".size");
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        elements.add(element.decode(assignment, path + "[" + i + "]"));
      }
      return List.copyOf(elements);
    }

    @Override
    public void encode(Object value, String path, Map<String, Object> values) {
      List<?> elements = (List<?>) value;
      if (elements.size() < min || elements.size() > max) {
        throw new IllegalArgumentException(
            "a list must have %d to %d elements, got %d (component '%s')"
                .formatted(min, max, elements.size(), path));
      }
      if (min < max) {
        values.put(path + ".size", elements.size());
      }
      for (int i = 0; i < elements.size(); i++) {
        String itself = path + "[" + i + "]";
        element.encode(present(elements.get(i), itself), itself, values);
      }
    }
  }
}
