/**
 * Decodes image files into unsigned bytes, with the values that Pillow has after {@code
 * exif_transpose} and {@code convert}.
 *
 * <p>Place in the flow: a file of {@link io.paretune.evaluators.data.layout}, to pixels, to {@link
 * io.paretune.evaluators.data.source.Examples}.
 */
@NullMarked
package io.paretune.evaluators.data.image;

import org.jspecify.annotations.NullMarked;
