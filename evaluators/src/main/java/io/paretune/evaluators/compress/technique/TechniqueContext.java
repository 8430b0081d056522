package io.paretune.evaluators.compress.technique;

import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;

/**
 * What the passes of a step may look at, and how.
 *
 * @param examples to judge channels or weights by
 * @param count how many of them, at least 1
 * @param where device of gradients; threads of what runs on the processor
 * @param gate goes around every batch
 */
public record TechniqueContext(TrainSplit examples, int count, Placement where, StepGate gate) {}
