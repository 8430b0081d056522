/**
 * Data sets with their three splits told apart by type, so that a search cannot reach the test
 * split.
 *
 * <p>Place in the flow: {@link io.paretune.evaluators.data.DataSets} opens what an experiment
 * names; training reads the train split, every reported score the validation split, and only the
 * final report the test split.
 */
@NullMarked
package io.paretune.evaluators.data;

import org.jspecify.annotations.NullMarked;
