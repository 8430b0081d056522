package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.config.EnqueuedTrial;
import io.paretune.experiments.page.follow.FollowedStudy;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.experiments.run.request.Inbox;
import io.paretune.experiments.run.request.RunRequest;
import io.paretune.results.store.SqlTrialStore;
import io.paretune.results.store.StudyView;
import io.paretune.results.store.database.StoreHeldException;
import io.paretune.search.space.Assignment;
import java.util.Map;
import java.util.Optional;

/**
 * What may be asked of a study by who has the token. A run that goes on gets it into its inbox; a
 * note at a study that nobody writes is written at once.
 */
public final class StudyRequests {

  private static final int LONGEST_NOTE = 4000;

  private StudyRequests() {}

  /** Has the run of a study start no further trials. */
  public static void stop(FollowedStudy study) throws PageRefusedException {
    inbox(study).put(new RunRequest.Stop());
  }

  /**
   * Has a trial evaluated before those of the sampler.
   *
   * @param json values of parameters by name; those left out get what is usual
   */
  public static void enqueue(FollowedStudy study, String json) throws PageRefusedException {
    try {
      JsonNode values = new ObjectMapper().readTree(json);
      Assignment point =
          EnqueuedTrial.of("the request", RunRequest.values(values))
              .in(study.table().definition().space(), Assignment.of(Map.of()));
      inbox(study).put(new RunRequest.Enqueue(point.asMap()));
    } catch (JsonProcessingException malformed) {
      throw new PageRefusedException(400, "values must be an object in JSON");
    } catch (IllegalArgumentException outside) {
      throw new PageRefusedException(400, String.valueOf(outside.getMessage()));
    }
  }

  /** Keeps words about a trial; an empty text takes them away. */
  public static void note(FollowedStudy study, long trial, String text)
      throws PageRefusedException {
    if (trial >= study.table().rows() || text.length() > LONGEST_NOTE) {
      throw new PageRefusedException(
          400, "a note needs a trial that there is and at most " + LONGEST_NOTE + " letters");
    }
    RunRequest.Note note = new RunRequest.Note(trial, text);
    if (study.running() && study.source().run().isPresent()) {
      inbox(study).put(note);
      return;
    }
    try (SqlTrialStore store = study.source().database().open()) {
      note.keep(store.attributes(study.name()));
    } catch (StoreHeldException held) {
      throw new PageRefusedException(409, "another process writes to this study at the moment");
    }
  }

  /** A run that was taken over by its study's address never looks into this directory. */
  private static void requireHere(RunDirectory run, FollowedStudy study)
      throws PageRefusedException {
    try (StudyView view = study.source().open()) {
      Optional<String> elsewhere = RunOrigin.elsewhere(run, view.attributes(study.name()));
      if (elsewhere.isPresent()) {
        throw new PageRefusedException(
            409, "the run goes on in " + elsewhere.get() + ", maybe of another machine: ask there");
      }
    }
  }

  private static Inbox inbox(FollowedStudy study) throws PageRefusedException {
    RunDirectory run =
        study
            .source()
            .run()
            .orElseThrow(
                () ->
                    new PageRefusedException(
                        409,
                        "only a run that is served by its directory can be asked, on its machine"));
    if (!study.running()) {
      throw new PageRefusedException(
          409, "the run does not go on; paretune resume " + run.path() + " first");
    }
    requireHere(run, study);
    return new Inbox(run.requests());
  }
}
