package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.page.follow.FollowedStudy;
import io.paretune.results.page.StudyJson;
import io.paretune.search.trial.Trial;
import java.util.List;

/** What the server tells of the studies that it follows, beside what {@link StudyJson} says. */
public final class PageJson {

  private PageJson() {}

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** How new the studies are: {@code {"server": "ab12", "versions": [3, 7]}}. */
  public static String state(String server, List<FollowedStudy> studies) {
    ObjectNode root = object().put("server", server);
    ArrayNode versions = root.putArray("versions");
    studies.forEach(study -> versions.add(study.version()));
    return root.toString();
  }

  /**
   * The studies in short.
   *
   * @param mayAsk whether something may be asked of them
   */
  public static ObjectNode studies(String server, List<FollowedStudy> studies, boolean mayAsk) {
    ObjectNode root = object().put("server", server).put("mayAsk", mayAsk);
    ArrayNode all = root.putArray("studies");
    for (FollowedStudy study : studies) {
      all.add(
          StudyJson.brief(study.table(), path(study), study.running())
              .put("version", study.version()));
    }
    return root;
  }

  private static String path(FollowedStudy study) {
    return study.source().path();
  }

  /** A study with all that is not about single trials. */
  public static ObjectNode study(FollowedStudy study) {
    return StudyJson.study(study.table(), path(study), study.running())
        .put("version", study.version())
        .put("complete", study.complete())
        .put("isRun", study.source().run().isPresent())
        .put("factsVersion", study.factsVersion());
  }

  /** All of one trial. */
  public static ObjectNode trial(FollowedStudy study, Trial trial) {
    ObjectNode root = StudyJson.trial(trial);
    if (study.source().run().isPresent()) {
      MemberFiles.name(trial, study.source().path(), root);
    }
    return root;
  }
}
