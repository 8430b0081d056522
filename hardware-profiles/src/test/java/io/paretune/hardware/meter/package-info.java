@NullMarked
package io.paretune.hardware.meter;

import org.jspecify.annotations.NullMarked;
