/**
 * What each technique of compression really does to a model: bytes, latency and accuracy of the
 * file that it makes. The table in the documentation is printed here. Nothing of it is shipped.
 */
@NullMarked
package io.paretune.tests.effects;

import org.jspecify.annotations.NullMarked;
