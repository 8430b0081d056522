@NullMarked
package io.paretune.hardware.agent;

import org.jspecify.annotations.NullMarked;
