package io.paretune.experiments.program;

import java.util.Map;

/** What a program says in a line of its standard output. */
sealed interface ProgramMessage {

  /**
   * How far it is.
   *
   * @param step at least 0
   * @param value the first objective's, finite
   */
  record Reported(int step, double value) implements ProgramMessage {}

  /**
   * What it declares before its end.
   *
   * @param metrics finite numbers by name, at least one
   */
  record Declared(Map<String, Double> metrics) implements ProgramMessage {}

  /**
   * What it found.
   *
   * @param metrics every number by name, all objectives and constrained metrics among them
   * @param facts text by name
   */
  record Found(Map<String, Double> metrics, Map<String, String> facts) implements ProgramMessage {}

  /**
   * What cannot be meant like that.
   *
   * @param reason what is wrong, with the line
   */
  record Wrong(String reason) implements ProgramMessage {}
}
