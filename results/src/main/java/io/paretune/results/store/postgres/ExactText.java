package io.paretune.results.store.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts that PostgreSQL does not take as they are: the character 0, and halves of surrogate pairs.
 * They are written as SUBSTITUTE (U+001A) and four hexadecimal digits, and so is SUBSTITUTE itself;
 * other texts stay what they are. What passes through the statements made here comes back as it
 * was.
 */
final class ExactText {

  private static final char SUBSTITUTE = '\u001A';

  private static final Pattern REFUSED =
      Pattern.compile(
          "[\\x00\\x1A]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  private static final Pattern WRITTEN = Pattern.compile("\\x1A([0-9a-f]{4})");

  private ExactText() {}

  static String written(String text) {
    return REFUSED
        .matcher(text)
        .replaceAll(refused -> SUBSTITUTE + String.format("%04x", (int) refused.group().charAt(0)));
  }

  static String read(String written) {
    return written.indexOf(SUBSTITUTE) < 0
        ? written
        : WRITTEN.matcher(written).replaceAll(ExactText::original);
  }

  private static String original(MatchResult written) {
    return String.valueOf((char) Integer.parseInt(written.group(1), 16));
  }

  /**
   * A statement to which texts are given, and from which they are had, as they are.
   *
   * @param watch over the session's answers
   */
  static PreparedStatement of(PreparedStatement statement, Session session, SilenceWatch watch) {
    return proxy(PreparedStatement.class, new Statements(statement, session, watch));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(ExactText.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  /** A call that may have to wait for the server. */
  @FunctionalInterface
  private interface Call {
    @Nullable Object done() throws Throwable;
  }

  private static @Nullable Object watched(Session session, SilenceWatch watch, Call call)
      throws Throwable {
    watch.begins(session);
    try {
      return call.done();
    } finally {
      watch.ends();
    }
  }

  private record Statements(PreparedStatement statement, Session session, SilenceWatch watch)
      implements InvocationHandler {
    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (arguments != null && arguments.length > 1 && arguments[1] instanceof String text) {
        arguments[1] = written(text);
      }
      Object answer =
          method.getName().startsWith("execute")
              ? watched(session, watch, () -> call(statement, method, arguments))
              : call(statement, method, arguments);
      return answer instanceof ResultSet rows
          ? proxy(ResultSet.class, new Rows(rows, session, watch))
          : answer;
    }
  }

  private record Rows(ResultSet rows, Session session, SilenceWatch watch)
      implements InvocationHandler {
    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      Object answer =
          method.getName().equals("next")
              ? watched(session, watch, () -> call(rows, method, arguments))
              : call(rows, method, arguments);
      return answer instanceof String text ? read(text) : answer;
    }
  }
}
