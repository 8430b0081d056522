package io.paretune.evaluators.trial.preparation.kept;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed.Limit;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Has one of several processes do what all of them want, and the others wait for it: as long as it
 * will be done within their time, and be what they want.
 */
final class Turn {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** For writing what was made. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final KeptFiles files;
  private final TimeAllowed allowed;
  private final PreparationListener listener;
  private boolean waits;

  Turn(KeptFiles files, TimeAllowed allowed, PreparationListener listener) {
    this.files = files;
    this.allowed = allowed;
    this.listener = listener;
  }

  /**
   * Does it when nobody else does.
   *
   * @return empty if waiting for who does would take too long; that is said
   */
  <T> Optional<T> take(OneAtATime.Work<T> work) throws IOException {
    return OneAtATime.whileWorth(
        files.lock(),
        this::isWorthWaiting,
        () -> {
          String text = JSON.writeValueAsString(allowed.worth());
          WholeFile.write(files.holder(), file -> Files.writeString(file, text));
          try {
            return work.done();
          } finally {
            Files.deleteIfExists(files.holder());
          }
        });
  }

  private boolean isWorthWaiting() {
    Limit mine = allowed.limit();
    boolean own = !allowed.cuts().isEmpty();
    if (own || (mine.limits() && (late() || !fits(mine)))) {
      listener.says(
          own
              ? "another run trains the same: this one goes on with its own"
              : "another run trains the same for longer: this one trains its own");
      return false;
    }
    if (!waits) {
      waits = true;
      listener.says("waits for another run, which trains the same");
    }
    return true;
  }

  private boolean late() {
    return allowed.left().plus(GRACE).isNegative();
  }

  /** Whether what the other makes will be there in time, and is no less than could be made here. */
  private boolean fits(Limit mine) {
    return other()
        .map(
            other ->
                other.limits() && other.until() <= mine.until() && other.length() >= mine.length())
        .orElse(true);
  }

  /** Empty where the other has just begun, or just ended. */
  private Optional<Limit> other() {
    Path holder = files.holder();
    try {
      return Files.exists(holder)
          ? Optional.of(JSON.readValue(Files.readString(holder), Limit.class))
          : Optional.empty();
    } catch (IOException justEnded) {
      return Optional.empty();
    }
  }
}
