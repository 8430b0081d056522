package io.paretune.evaluators.trial;

import io.paretune.evaluators.train.TrainingSettings;

/**
 * How students learn from the family's largest network (Hinton, Vinyals, Dean 2015,
 * arXiv:1503.02531).
 *
 * @param temperature softens both distributions, over 0
 * @param alpha weight of the teacher against the labels, in [0, 1]
 * @param teacher how the teacher is trained
 */
public record Distillation(Knob temperature, Knob alpha, TrainingSettings teacher) {}
