package io.paretune.hardware.child;

import io.paretune.hardware.SharedDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a child process is started.
 *
 * @param command program and arguments
 * @param environment variables added to this process's own
 */
public record JavaLaunch(List<String> command, Map<String, String> environment) {
  /** Variable with more options for every such JVM, separated by spaces. */
  private static final String MORE_OPTIONS = "PARETUNE_CHILD_JAVA_OPTS";

  /** PyTorch and ONNX Runtime load native libraries, which Java 24 and later warn of. */
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /**
   * Whether ONNX Runtime may tell its makers of its use. It would keep an id of the machine in the
   * user's cache, and look for it by other programs, before it can be told in Java not to.
   */
  private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

  /** Copies both. */
  public JavaLaunch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * A JVM like this one, with this one's class path and cache. They are in the environment: ONNX
   * Runtime dies in a process with a long command line.
   *
   * @param options of the JVM; those of the variable {@code PARETUNE_CHILD_JAVA_OPTS} come after
   *     them, and win
   */
  public static JavaLaunch of(Class<?> main, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(NATIVE_ACCESS);
    command.addAll(options);
    command.addAll(words(System.getenv().getOrDefault(MORE_OPTIONS, "")));
    command.add(main.getName());
    return new JavaLaunch(
        command,
        Map.of(
            "CLASSPATH",
            System.getProperty("java.class.path"),
            NO_TELEMETRY,
            "1",
            SharedDirectory.VARIABLE,
            SharedDirectory.path().toString()));
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  /** With more arguments, at the end. */
  public JavaLaunch withArguments(String... arguments) {
    List<String> longer = new ArrayList<>(command);
    longer.addAll(Arrays.asList(arguments));
    return new JavaLaunch(longer, environment);
  }

  /** With more variables, in place of those of the same name. */
  public JavaLaunch withEnvironment(Map<String, String> variables) {
    Map<String, String> more = new TreeMap<>(environment);
    more.putAll(variables);
    return new JavaLaunch(command, more);
  }
}
