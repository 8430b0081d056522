/**
 * Studies in a file of an embedded H2: locked by one writer, read beside it.
 *
 * <p>Place in the flow: a {@link io.paretune.results.store.database.StudyPlace} that the package
 * above opens.
 */
@NullMarked
package io.paretune.results.store.h2;

import org.jspecify.annotations.NullMarked;
