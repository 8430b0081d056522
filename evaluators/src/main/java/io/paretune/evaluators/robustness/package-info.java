/**
 * How a changed model stands what it was not judged by: images that are noisy, blurred, brighter or
 * compressed, and the classes that a mean hides. Knows data; {@code trial.measure} and {@code
 * experiments.compress} ask it.
 */
@NullMarked
package io.paretune.evaluators.robustness;

import org.jspecify.annotations.NullMarked;
