package io.paretune.experiments.evaluation;

import io.paretune.experiments.worker.Stage;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where trials are evaluated, and for what.
 *
 * @param seed the study's
 * @param directory the run's, which all its processes share
 * @param shared directory for what outlives a run, by its content
 * @param threads native threads that an evaluation may use
 * @param trialTimeout how long one trial may take
 * @param stage what the trials are for
 */
public record EvaluationPlace(
    long seed, Path directory, Path shared, int threads, Duration trialTimeout, Stage stage) {}
