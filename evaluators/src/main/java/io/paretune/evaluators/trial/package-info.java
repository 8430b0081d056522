/**
 * What the trials of a search for networks are made of: data, architectures, compression, schedule
 * and measuring, as records that open nothing; with the data read, what is searched.
 *
 * <p>The sub-packages carry a trial out: {@code training} gives it weights, {@code measure} judges
 * its file, {@code stage} has one class for each stage, {@code pipeline} puts them in order.
 */
@NullMarked
package io.paretune.evaluators.trial;

import org.jspecify.annotations.NullMarked;
