package io.paretune.evaluators.trial.preparation;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.preparation.kept.Curve;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.evaluators.trial.preparation.kept.TimeTooShortException;
import io.paretune.evaluators.trial.preparation.kept.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupernetPreparationTest {

  private static final int EPOCHS = 3;

  private final Path shared;
  private final NetworkProblem problem;
  private final Prepared prepared;

  SupernetPreparationTest(@TempDir Path shared) {
    this.shared = shared;
    TrialSpec spec = DigitsTask.task(Optional.empty());
    Sharing sharing = new Sharing(EPOCHS, 3, 64, Sharing.defaults().finalists());
    this.problem = spec.withSchedule(spec.schedule().withSharing(sharing)).open();
    this.prepared = in(shared, 5).prepare(PreparationListener.silent());
  }

  private SupernetPreparation in(Path place, long seed) {
    return new SupernetPreparation(problem, seed, new Place(place, StepGate.open()));
  }

  @Test
  void threadsSideBySideMakeTheSame(@TempDir Path directory) throws IOException {
    Place place = new Place(directory, StepGate.open(), TimeAllowed.unlimited(), 3);
    Prepared made =
        new SupernetPreparation(problem, 5, place).prepare(PreparationListener.silent());
    assertThat(hash(made)).isEqualTo(hash(prepared));
  }

  /** As if the process were killed after an epoch. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static PreparationListener killedAfter(int epochs) {
    return (step, of, loss) -> {
      if (step == epochs) {
        throw new Killed();
      }
    };
  }

  @Test
  void learns() {
    List<Curve.Point> points = prepared.curve().points();
    assertThat(points).hasSize(EPOCHS);
    assertThat(points.get(EPOCHS - 1).figures().get("loss"))
        .isLessThan(points.get(0).figures().get("loss"));
    assertThat(points.get(EPOCHS - 1).figures().get("largest")).isBetween(0.5, 1.0);
    assertThat(points.get(EPOCHS - 1).figures()).containsKeys("smallest", "random");
  }

  @Test
  void isMadeOnce() {
    List<Integer> steps = new ArrayList<>();
    Prepared again = in(shared, 5).prepare((step, of, loss) -> steps.add(step));
    assertThat(again.found()).isTrue();
    assertThat(again.file()).isEqualTo(prepared.file());
    assertThat(again.curve()).isEqualTo(prepared.curve());
    assertThat(steps).isEmpty();
  }

  @Test
  void anotherSeedIsAnotherNetwork() {
    assertThatThrownBy(() -> in(shared, 6).prepare(killedAfter(1))).isInstanceOf(Killed.class);
  }

  @Test
  void goesOnAfterTwoKillsAsIfThereHadBeenNone(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> in(directory, 5).prepare(killedAfter(1))).isInstanceOf(Killed.class);
    assertThatThrownBy(() -> in(directory, 5).prepare(killedAfter(2))).isInstanceOf(Killed.class);
    List<Integer> steps = new ArrayList<>();
    Prepared resumed = in(directory, 5).prepare((step, of, loss) -> steps.add(step));
    assertThat(steps).containsExactly(3);
    assertThat(hash(resumed)).isEqualTo(hash(prepared));
    assertThat(resumed.curve()).isEqualTo(prepared.curve());
    assertThat(endings(directory)).containsExactlyInAnyOrder("lock", "weights", "json");
  }

  @Test
  void trainsAnewWhatIsDamaged(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> in(directory, 5).prepare(killedAfter(1))).isInstanceOf(Killed.class);
    damage(directory, "checkpoint");
    Prepared anew = in(directory, 5).prepare(PreparationListener.silent());
    assertThat(hash(anew)).isEqualTo(hash(prepared));
    damage(directory, "weights");
    Prepared again = in(directory, 5).prepare(PreparationListener.silent());
    assertThat(again.found()).isFalse();
    assertThat(hash(again)).isEqualTo(hash(prepared));
  }

  private SupernetPreparation within(Path directory, Clock clock) {
    return new SupernetPreparation(
        problem,
        5,
        new Place(
            directory,
            StepGate.open(),
            TimeAllowed.in(directory.resolve("allowed.time"), clock),
            1));
  }

  /** Says after an epoch that the time is over. */
  private static PreparationListener late(Watch clock, int epoch, PreparationListener then) {
    return (step, of, loss) -> {
      if (step == epoch) {
        clock.passed(Duration.ofMinutes(16));
      }
      then.done(step, of, loss);
    };
  }

  private static void allow(Path directory, Clock clock) {
    TimeAllowed.in(directory.resolve("allowed.time"), clock)
        .until(Optional.of(Instant.EPOCH.plusSeconds(900)), Duration.ofMinutes(15));
  }

  @Test
  void isCutShortWhereTheTimeEndsAndGoesOnSoAfterAKill(@TempDir Path directory) throws IOException {
    Watch clock = new Watch();
    allow(directory, clock);
    List<Integer> planned = new ArrayList<>();
    Prepared cut =
        within(directory, clock).prepare(late(clock, 1, (step, of, loss) -> planned.add(of)));
    assertThat(planned).containsExactly(EPOCHS, 2);
    assertThat(cut.curve().points()).hasSize(2);
    assertThat(hash(cut)).isNotEqualTo(hash(prepared));
    assertThat(endings(directory)).containsExactlyInAnyOrder("lock", "weights", "json", "time");

    // another process of the run means the same, whatever the clock says
    Prepared found = within(directory, Clock.systemUTC()).prepare(PreparationListener.silent());
    assertThat(found.found()).isTrue();
    assertThat(found.file()).isEqualTo(cut.file());

    // what was cut is remembered, so that it can be made anew
    damage(directory, "weights");
    Prepared anew = within(directory, new Watch()).prepare(PreparationListener.silent());
    assertThat(hash(anew)).isEqualTo(hash(cut));
  }

  @Test
  void goesOnAfterAKillThatFollowedACut(@TempDir Path directory, @TempDir Path other)
      throws IOException {
    Watch clock = new Watch();
    allow(other, clock);
    Prepared whole = within(other, clock).prepare(late(clock, 1, PreparationListener.silent()));
    allow(directory, new Watch());
    assertThatThrownBy(() -> within(directory, new Watch()).prepare(killedAfter(1)))
        .isInstanceOf(Killed.class);
    // killed between the cut and its checkpoint
    Files.copy(other.resolve("allowed.time"), directory.resolve("allowed.time"), REPLACE_EXISTING);
    List<Integer> steps = new ArrayList<>();
    Prepared resumed = within(directory, new Watch()).prepare((step, of, loss) -> steps.add(step));
    assertThat(steps).containsExactly(2);
    assertThat(hash(resumed)).isEqualTo(hash(whole));
  }

  @Test
  void refusesALimitThatEndsBeforeTheFirstEpoch(@TempDir Path directory) {
    Watch late = new Watch();
    late.passed(Duration.ofMinutes(16));
    allow(directory, late);
    assertThatThrownBy(() -> within(directory, late).prepare(PreparationListener.silent()))
        .isInstanceOf(TimeTooShortException.class)
        .hasMessageContaining("one epoch of the shared network")
        .hasMessageContaining("raise the time limit");
  }

  private static String hash(Prepared of) throws IOException {
    return MappedWeights.open(of.file()).contentHash();
  }

  private static void damage(Path directory, String ending) throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(directory)) {
      file = files.filter(each -> each.toString().endsWith(ending)).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static List<String> endings(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.toString().substring(file.toString().lastIndexOf('.') + 1))
          .toList();
    }
  }
}
