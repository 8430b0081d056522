/**
 * Families of networks that are records of the user's own.
 *
 * <p>Above {@code family}, whose interface it implements; used from Java.
 */
@NullMarked
package io.paretune.evaluators.family.record;

import org.jspecify.annotations.NullMarked;
