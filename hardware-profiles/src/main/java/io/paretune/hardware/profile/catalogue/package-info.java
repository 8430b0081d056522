/**
 * The profiles that ship and those that users write: {@link
 * io.paretune.hardware.profile.catalogue.HardwareProfiles} reads them strictly and writes them.
 * Above {@code engine}, where a runtime's name is looked up.
 */
@NullMarked
package io.paretune.hardware.profile.catalogue;

import org.jspecify.annotations.NullMarked;
