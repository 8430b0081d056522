/** The command {@code profile}: what a machine is, and how long files and networks take there. */
@NullMarked
package io.paretune.experiments.command.profile;

import org.jspecify.annotations.NullMarked;
