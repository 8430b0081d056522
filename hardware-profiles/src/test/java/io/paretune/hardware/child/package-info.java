@NullMarked
package io.paretune.hardware.child;

import org.jspecify.annotations.NullMarked;
