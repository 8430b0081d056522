@NullMarked
package io.paretune.hardware.measure.energy;

import org.jspecify.annotations.NullMarked;
