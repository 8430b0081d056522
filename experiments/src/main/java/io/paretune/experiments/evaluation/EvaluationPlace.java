package io.paretune.experiments.evaluation;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where trials are evaluated.
 *
 * @param seed the study's
 * @param directory the run's, which all its processes share
 * @param threads native threads that an evaluation may use
 * @param trialTimeout how long one trial may take
 */
public record EvaluationPlace(long seed, Path directory, int threads, Duration trialTimeout) {}
