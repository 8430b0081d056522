package io.paretune.experiments.run.process;

import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C reaches every process of a terminal's foreground group; only the coordinator is to act on
 * it, since it lets running trials finish.
 */
final class Interrupts {

  private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);

  private Interrupts() {}

  /** Makes this process deaf to SIGINT, where the JVM offers that. */
  static void ignore() {
    try {
      // by reflection: the class is outside the platform's API, though in every JDK's
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object unused =
          handle.invoke(
              null,
              signal.getConstructor(String.class).newInstance("INT"),
              handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      LOG.debug("SIGINT stays as it is: {}", unavailable.toString());
    }
  }
}
