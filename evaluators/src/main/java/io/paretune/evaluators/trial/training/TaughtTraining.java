package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.preparation.kept.EpochsInTime;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains on the data of a search, towards its teacher if there is one: whoever trains asks the
 * teacher, and nobody else does.
 */
public final class TaughtTraining implements Training {

  private final Trainer trainer;
  private final DataSet data;
  private final TeacherProvider teachers;
  private final StepGate gate;
  private final TimeAllowed allowed;

  /**
   * @param trainer on the device of the search
   * @param gate goes around every step
   * @param allowed by when trainings must have ended
   */
  public TaughtTraining(
      Trainer trainer, DataSet data, TeacherProvider teachers, StepGate gate, TimeAllowed allowed) {
    this.trainer = trainer;
    this.data = data;
    this.teachers = teachers;
    this.gate = gate;
    this.allowed = allowed;
  }

  @Override
  public Fitted fit(TrainingRun run, TrialPoint point, int epochsBefore, TrialChannel channel) {
    TeacherProvider.Lesson lesson = teachers.lesson(point, channel);
    channel.phase(epochsBefore == 0 ? "training" : "fine-tuning");
    Reporting reporting = new Reporting(channel, epochsBefore, new EpochsInTime(allowed));
    Trained trained =
        trainer
            .through(run.through())
            .towards(lesson.features())
            .train(
                run.start().network(),
                run.start().weights(),
                data.train(),
                data.validation(),
                run.how(),
                lesson.answers(),
                reporting,
                gate);
    return new Fitted(trained, Optional.ofNullable(reporting.verdict));
  }

  /** Hands epochs on, and stops when told to. */
  private static final class Reporting implements EpochListener {
    private final TrialChannel channel;
    private final int epochsBefore;
    private final EpochsInTime time;
    private Verdict.@Nullable Prune verdict;

    Reporting(TrialChannel channel, int epochsBefore, EpochsInTime time) {
      this.channel = channel;
      this.epochsBefore = epochsBefore;
      this.time = time;
    }

    @Override
    public int epochs(int done, int planned) {
      return time.after(done, planned);
    }

    @Override
    public Decision onEpoch(int epoch, double score) {
      Verdict judged = channel.report(epochsBefore + epoch, score);
      verdict = judged instanceof Verdict.Prune prune ? prune : null;
      return verdict == null ? Decision.CONTINUE : Decision.STOP;
    }
  }
}
