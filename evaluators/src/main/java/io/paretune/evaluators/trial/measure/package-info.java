/**
 * From a trained network to files, and from files to figures: each is run as it would be deployed.
 *
 * <p>Below the stages of a trial, above the exporters, runtimes and meters.
 */
@NullMarked
package io.paretune.evaluators.trial.measure;

import org.jspecify.annotations.NullMarked;
