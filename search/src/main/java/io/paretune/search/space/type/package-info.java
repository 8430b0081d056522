/**
 * Search spaces written as Java types: annotations for the components of records, and the map
 * between assignments and real objects.
 *
 * <p>Users come in by {@link RecordSpace#of}, or by {@code Study.of(Class)}; {@link
 * io.paretune.search.space.type.RecordSpace} has the rules.
 */
@NullMarked
package io.paretune.search.space.type;

import org.jspecify.annotations.NullMarked;
