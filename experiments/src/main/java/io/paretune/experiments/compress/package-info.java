/**
 * Compression of a model that somebody brings: the experiment that is made of a request, the check
 * that model and data belong together, and the file that is recommended in the end.
 */
@NullMarked
package io.paretune.experiments.compress;

import org.jspecify.annotations.NullMarked;
