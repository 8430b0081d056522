/**
 * Studies in a database of a PostgreSQL server: any number of them, one writer each.
 *
 * <p>Place in the flow: a {@link io.paretune.results.store.database.StudyPlace} that the package
 * above opens.
 */
@NullMarked
package io.paretune.results.store.postgres;

import org.jspecify.annotations.NullMarked;
