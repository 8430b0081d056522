package io.paretune.search.space.type;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a type something stands, for messages, and what it is called in the space.
 *
 * @param root the type that the space is made of
 * @param path from there, as {@code blocks[].width}; empty for the type itself
 */
record Place(Class<?> root, String path) {

  private static final Pattern WORD_ENDS =
      Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])");

  /** A component of the record that stands here, or an option of the interface that does. */
  Place component(String name) {
    return new Place(root, path.isEmpty() ? name : path + "." + name);
  }

  /** The elements of the list that stands here. */
  Place elements() {
    return new Place(root, path + "[]");
  }

  IllegalArgumentException refuse(String message) {
    return refuse(message, null);
  }

  IllegalArgumentException refuse(String message, @Nullable Throwable cause) {
    String where =
        path.isEmpty()
            ? " (" + root.getSimpleName() + ")"
            : " (component '" + path + "' of " + root.getSimpleName() + ")";
    return new IllegalArgumentException(message + where, cause);
  }

  /**
   * A Java name in kebab-case: {@code learningRate} is {@code learning-rate}, {@code MAX_POOL} and
   * {@code MaxPool} are {@code max-pool}, {@code SGDMomentum} is {@code sgd-momentum}, {@code
   * Conv3x3} is {@code conv3x3}.
   */
  String kebab(String javaName) {
    String name =
        WORD_ENDS.matcher(javaName).replaceAll("-").replace('_', '-').toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw refuse(
          "a name must start with a letter a to z and hold such letters, digits and '_' only, got '"
              + javaName
              + "'");
    }
    return name;
  }
}
