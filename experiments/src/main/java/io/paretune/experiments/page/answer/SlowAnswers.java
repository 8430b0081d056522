package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.page.follow.FollowedStudy;
import io.paretune.results.live.HypervolumeHistory;
import io.paretune.results.page.StudyJson;
import io.paretune.results.store.StudyView;
import io.paretune.search.insight.Fanova;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that take more than a moment to work out: worked out one at a time, and kept until the
 * study has grown by a twentieth. Who asks meanwhile gets the last one, or is told to come back.
 */
public final class SlowAnswers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SlowAnswers.class);

  private static final int MOST_WAITING = 16;
  private static final double GROWTH = 1.05;

  /** A question about a study. */
  public enum Question {
    /** How the hypervolume grew. */
    HYPERVOLUME,
    /** How much parameters mattered. */
    IMPORTANCE
  }

  private record Key(FollowedStudy study, Question question) {}

  private record Answer(int ended, ObjectNode json) {}

  private final Map<Key, Answer> answers = new ConcurrentHashMap<>();
  private final Map<Key, Boolean> asked = new ConcurrentHashMap<>();
  private final ExecutorService worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          work -> {
            Thread thread = new Thread(work, "page-slow-answers");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.AbortPolicy());

  /** The answer, maybe of a while ago; {@code {"state": "working"}} if there is none yet. */
  public ObjectNode answer(FollowedStudy study, Question question) {
    Key key = new Key(study, question);
    Answer known = answers.get(key);
    int ended = ended(study);
    boolean stale = known == null || ended > known.ended() * GROWTH || ended < known.ended();
    if (stale && asked.putIfAbsent(key, true) == null) {
      try {
        worker.execute(() -> work(key, ended));
      } catch (RejectedExecutionException busy) {
        asked.remove(key); // whoever asks again may find room
      }
    }
    return known != null
        ? known.json()
        : JsonNodeFactory.instance.objectNode().put("state", "working");
  }

  private static int ended(FollowedStudy study) {
    return study.table().counts().entrySet().stream()
        .filter(count -> count.getKey().isFinished())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private void work(Key key, int ended) {
    try {
      ObjectNode json =
          key.question() == Question.HYPERVOLUME
              ? StudyJson.hypervolume(HypervolumeHistory.of(key.study().table()))
              : importance(key.study());
      answers.put(key, new Answer(ended, json));
    } catch (RuntimeException failed) {
      LOG.warn("{} of {} cannot be told", key.question(), key.study().name(), failed);
      answers.put(
          key,
          new Answer(
              ended,
              JsonNodeFactory.instance.objectNode().put("state", "failed: see the server's log")));
    } finally {
      asked.remove(key);
    }
  }

  private static ObjectNode importance(FollowedStudy study) {
    List<Integer> complete = study.table().complete();
    StudyDefinition definition = study.table().definition();
    Fanova fanova = new Fanova(Fanova.Settings.defaults());
    List<Long> numbers =
        fanova.sample(definition, complete).stream().map(Integer::longValue).toList();
    List<Trial> sample;
    try (StudyView view = study.source().open()) {
      sample = view.trials(study.name(), numbers);
    }
    return StudyJson.importance(fanova.of(definition, study.shown(sample)), complete.size());
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
