/** What a shell and {@code man} are told of the command line. */
@NullMarked
package io.paretune.experiments.command.shell;

import org.jspecify.annotations.NullMarked;
