/** A run's directory: the experiment file it began with, its settings, and where its files lie. */
@NullMarked
package io.paretune.experiments.run.directory;

import org.jspecify.annotations.NullMarked;
