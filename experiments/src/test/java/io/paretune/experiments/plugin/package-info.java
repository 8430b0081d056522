@NullMarked
package io.paretune.experiments.plugin;

import org.jspecify.annotations.NullMarked;
