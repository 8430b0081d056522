package io.paretune.evaluators.trial.preparation;

import java.nio.file.Path;

/**
 * What a preparation has left.
 *
 * @param file it
 * @param curve how it came about
 * @param found whether it was there before anybody asked here
 */
public record Prepared(Path file, Curve curve, boolean found) {}
