/**
 * What is found in jars on the class path: providers by name, beside those that ship, and the jars
 * that they come from. Below every module that lets others add to it.
 */
@NullMarked
package io.paretune.hardware.plugin;

import org.jspecify.annotations.NullMarked;
