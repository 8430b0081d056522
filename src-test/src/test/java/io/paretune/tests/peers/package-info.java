/**
 * Other libraries beside ours, on the same functions, in one process: what this project claims
 * about speed and quality is measured here. Nothing of it is shipped.
 */
@NullMarked
package io.paretune.tests.peers;

import org.jspecify.annotations.NullMarked;
