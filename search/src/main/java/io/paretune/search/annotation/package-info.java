/** What may be relied on of the API. Below everything; knows nothing. */
@NullMarked
package io.paretune.search.annotation;

import org.jspecify.annotations.NullMarked;
