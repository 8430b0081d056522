package io.paretune.results.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.search.trial.Trial;

/**
 * What lies beside a study's trials, in the directory of its run, and is shown with them: the files
 * that its networks became. Whoever makes a report of a run knows how to read them.
 */
public interface RunFiles {

  /** Of a study that has no such files. */
  RunFiles NONE =
      new RunFiles() {
        @Override
        public String path() {
          return "";
        }

        @Override
        public void describe(Trial trial, ObjectNode shown, boolean whole) {
          // there is nothing to say
        }

        @Override
        public ObjectNode workers() {
          return JsonNodeFactory.instance.objectNode();
        }
      };

  /** Where the study lies, for people; empty if it is not told. */
  String path();

  /**
   * Adds what the files of a trial say to what is shown of it: {@code file}, {@code command},
   * {@code layers}, {@code timing}, as far as they can be had.
   *
   * @param whole whether its files are opened, too
   */
  void describe(Trial trial, ObjectNode shown, boolean whole);

  /** How robust the recommended file is, as {@code robustness.json} of the run says; or nothing. */
  default ObjectNode robustness() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Trials and their last workers, when which was measured, and what came of other machines: {@code
   * {"trials": [0, 1], "workers": [0, 1], "measured": [], "hosts": []}}, or nothing.
   */
  ObjectNode workers();
}
