/**
 * The formats of image files, to pixels with the values that Pillow has after {@code
 * exif_transpose} and {@code convert}.
 *
 * <p>Place in the flow: a file of {@link io.paretune.evaluators.data.layout}, to {@link
 * io.paretune.evaluators.data.image.decode.Pixels}, which {@link io.paretune.evaluators.data.image}
 * resamples and keeps.
 */
@NullMarked
package io.paretune.evaluators.data.image.decode;

import org.jspecify.annotations.NullMarked;
