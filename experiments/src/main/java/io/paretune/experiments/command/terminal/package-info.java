/**
 * What the commands share: figures in words, progress on a terminal, mistakes on the command line.
 */
@NullMarked
package io.paretune.experiments.command.terminal;

import org.jspecify.annotations.NullMarked;
