/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.command;

import org.jspecify.annotations.NullMarked;
