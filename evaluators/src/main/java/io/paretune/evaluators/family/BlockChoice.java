package io.paretune.evaluators.family;

import io.paretune.search.space.Condition;

/**
 * A block of a family's networks.
 *
 * @param label the label of its nodes, such as {@code stage1.block0}
 * @param exists when it exists, in terms of the family's parameters
 */
public record BlockChoice(String label, Condition exists) {}
