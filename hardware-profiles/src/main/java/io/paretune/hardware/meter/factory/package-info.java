/**
 * Which meter a profile needs, and who measures under it: {@link
 * io.paretune.hardware.meter.factory.Meters}. The only place that knows all meters.
 */
@NullMarked
package io.paretune.hardware.meter.factory;

import org.jspecify.annotations.NullMarked;
