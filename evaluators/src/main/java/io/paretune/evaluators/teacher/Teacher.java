package io.paretune.evaluators.teacher;

import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.distillation.TeacherLogits;

/**
 * A trained teacher, ready to teach.
 *
 * @param weights its weights
 * @param logits its answers to every view of the training split
 * @param validationScore the task's reported metric on the validation split
 * @param reused whether it was found in the cache rather than trained now
 */
public record Teacher(
    Weights weights, TeacherLogits logits, double validationScore, boolean reused) {}
