/**
 * What the engine itself costs, part by part, by JMH. Nothing here runs in a build; {@code
 * CONTRIBUTING.md} has the command.
 */
@NullMarked
package io.paretune.tests.benchmarks;

import org.jspecify.annotations.NullMarked;
