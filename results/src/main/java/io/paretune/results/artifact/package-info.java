/**
 * The files that trials make, on disk under the hash of their content.
 *
 * <p>A trial's provenance names its file by hash; reports show it and {@code export} copies it.
 */
@NullMarked
package io.paretune.results.artifact;

import org.jspecify.annotations.NullMarked;
