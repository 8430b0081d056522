/**
 * What a student learns from a teacher: its answers (soft targets) and its features (feature
 * distillation).
 *
 * <p>Place in the flow: the losses of a training step, beside the labels.
 */
@NullMarked
package io.paretune.evaluators.train.distillation;

import org.jspecify.annotations.NullMarked;
