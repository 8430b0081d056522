/**
 * Commands that listen until they are stopped, {@code agent} and {@code serve}, and the options of
 * whatever listens.
 */
@NullMarked
package io.paretune.experiments.command.serve;

import org.jspecify.annotations.NullMarked;
