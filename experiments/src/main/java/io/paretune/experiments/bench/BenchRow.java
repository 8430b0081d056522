package io.paretune.experiments.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One line of a benchmark's CSV.
 *
 * @param bench {@code tables}, {@code functions} or {@code overhead}
 * @param problem what was searched
 * @param sampler who searched
 * @param seed the study's
 * @param evaluations the checkpoint: finished trials, or fewer if the space was exhausted
 * @param quality of what was found; {@link BenchProblem.Quality#UNKNOWN} where only time counts
 * @param cpuMs milliseconds of processor time, of the study so far or of a trial
 */
public record BenchRow(
    String bench,
    String problem,
    String sampler,
    long seed,
    long evaluations,
    BenchProblem.Quality quality,
    OptionalDouble cpuMs) {

  /** The CSV's first line. */
  public static final String HEADER =
      "bench,problem,sampler,seed,evaluations,hypervolume,ratio,regret,cpu_ms";

  private static final MathContext SEVEN_DIGITS = new MathContext(7, RoundingMode.HALF_EVEN);

  /** The CSV's line, without its end. */
  public String csv() {
    return String.join(
        ",",
        List.of(
            quoted(bench),
            quoted(problem),
            quoted(sampler),
            Long.toString(seed),
            Long.toString(evaluations),
            number(quality.hypervolume()),
            number(quality.ratio()),
            number(quality.regret()),
            number(cpuMs)));
  }

  /** A cell that a CSV reader reads as it is. */
  public static String quoted(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Seven significant digits, in the same form whatever the machine's language. */
  static String number(OptionalDouble value) {
    if (value.isEmpty()) {
      return "";
    }
    double number = value.getAsDouble();
    if (!Double.isFinite(number)) {
      return number > 0 ? "inf" : Double.isNaN(number) ? "nan" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(number).round(SEVEN_DIGITS).stripTrailingZeros();
    boolean plain = number == 0 || (Math.abs(number) >= 1e-5 && Math.abs(number) < 1e15);
    return plain ? rounded.toPlainString() : rounded.toString();
  }
}
