/**
 * What a study's trials say about its space: read off finished trials, for people.
 *
 * <p>Nothing here decides anything in a search; reports call it.
 */
@NullMarked
package io.paretune.search.insight;

import org.jspecify.annotations.NullMarked;
