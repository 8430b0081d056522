package io.paretune.evaluators.trial.preparation.kept;

import java.nio.file.Path;

/**
 * What a preparation has left.
 *
 * @param file it
 * @param curve how it came about; without points if nothing was trained
 * @param planned epochs that it would have had, had there been time for all; 0 if nothing was
 *     trained
 * @param found whether it was there before anybody asked here
 */
public record Prepared(Path file, Curve curve, int planned, boolean found) {}
