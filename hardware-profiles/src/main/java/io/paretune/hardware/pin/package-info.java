/**
 * Binds measuring threads to cores where the operating system lets us, without native code of our
 * own: the step between the exclusive lease and the first timed run. Where it cannot be done, the
 * measurement goes on unbound and says why.
 */
@NullMarked
package io.paretune.hardware.pin;

import org.jspecify.annotations.NullMarked;
