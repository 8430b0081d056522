package io.paretune.hardware.profile;

import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Engine;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/**
 * Where and how one inference runs.
 *
 * @param device it runs on
 * @param deployments what runs there: one, or several that compete
 * @param cores of the processor that it may use
 * @param examples how many at a time, and of what size
 * @param price of an hour of it, if it is known
 */
public record Target(
    Device device,
    List<Deployment> deployments,
    Cores cores,
    Examples examples,
    Optional<Price> price) {

  /** What a profile calls the engines that ship, where they compete. */
  public static final String OPEN = "auto";

  /** The engines that compete under {@link #OPEN}. */
  private static final List<Engine> SHIPPED = List.of(Engine.ONNX_RUNTIME, Engine.PYTORCH);

  /**
   * Cores of the processor.
   *
   * @param threads of one inference
   * @param pin whether measuring threads are bound to cores
   */
  public record Cores(Threads threads, Pin pin) {}

  /**
   * What one inference takes.
   *
   * @param batch images in one inference, at least 1
   * @param size of one example, for files that do not tell it
   */
  public record Examples(int batch, Optional<InputSize> size) {
    public Examples {
      if (batch < 1) {
        throw new IllegalArgumentException("batch >= 1 must hold, got " + batch);
      }
    }
  }

  /**
   * What an hour of the machine costs.
   *
   * @param perHour over 0
   * @param currency by its code of ISO 4217
   */
  public record Price(double perHour, String currency) {
    private static final String FORM = "[0-9]{1,9}(\\.[0-9]{1,9})?( [A-Z]{3})?";
    private static final String USUAL = "USD";
    private static final double SECONDS = 3600;
    private static final double MILLION = 1e6;

    public Price {
      if (!(perHour > 0) || !Double.isFinite(perHour)) {
        throw new IllegalArgumentException("a price must be over 0, got " + perHour);
      }
      if (Currency.getAvailableCurrencies().stream()
          .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
        throw new IllegalArgumentException(
            "a currency must be a code of ISO 4217 such as USD or EUR, got '" + currency + "'");
      }
    }

    /**
     * Reads {@code 0.35} or {@code 0.35 EUR}; US dollars where no currency stands.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Price parse(String text) {
      if (!text.matches(FORM)) {
        throw new IllegalArgumentException(
            "a price must be a number and, if it is not in US dollars, a currency, as 0.35 EUR,"
                + " got '"
                + text
                + "'");
      }
      String[] words = text.split(" ", 2);
      return new Price(Double.parseDouble(words[0]), words.length == 2 ? words[1] : USUAL);
    }

    /** What a million cost at so many a second, in the currency. */
    public double ofMillion(double perSecond) {
      return perHour / SECONDS / perSecond * MILLION;
    }

    /** The form that {@link #parse} reads. */
    public String text() {
      return BigDecimal.valueOf(perHour).stripTrailingZeros().toPlainString() + " " + currency;
    }
  }

  /** Checks that no two deployments are of one engine. */
  public Target {
    deployments = List.copyOf(deployments);
    List<Engine> engines = engines(deployments);
    if (deployments.isEmpty() || engines.stream().distinct().count() < engines.size()) {
      throw new IllegalArgumentException(
          "a profile must name one runtime or several different ones, got " + engines);
    }
  }

  /** One thread, bound to a core where that can be done, and one image at a time. */
  public static Target of(Device device, Deployment deployment) {
    return new Target(
        device,
        List.of(deployment),
        new Cores(Threads.of(1), Pin.AUTO),
        new Examples(1, Optional.empty()),
        Optional.empty());
  }

  /** The engines, as a profile's YAML names them. */
  public String runtime() {
    List<Engine> engines = engines(deployments);
    if (engines.size() == 1) {
      return engines.get(0).name();
    }
    return engines.equals(SHIPPED) ? OPEN : engines.toString();
  }

  private static List<Engine> engines(List<Deployment> deployments) {
    return deployments.stream().map(Deployment::engine).toList();
  }

  /** The same without competitors. */
  public Target withDeployment(Deployment only) {
    return new Target(device, List.of(only), cores, examples, price);
  }

  /** The same with another number of threads. */
  public Target withThreads(Threads number) {
    return new Target(device, deployments, new Cores(number, cores.pin()), examples, price);
  }

  /** The same for so many images at a time. */
  public Target withBatch(int images) {
    return new Target(device, deployments, cores, new Examples(images, examples.size()), price);
  }

  /** The same for examples of a size. */
  public Target withInput(InputSize size) {
    return new Target(
        device, deployments, cores, new Examples(examples.batch(), Optional.of(size)), price);
  }

  /** The same at a price. */
  public Target withPrice(Price hourly) {
    return new Target(device, deployments, cores, examples, Optional.of(hourly));
  }
}
