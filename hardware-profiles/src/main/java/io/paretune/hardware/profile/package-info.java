/**
 * What a machine is and how it is to be measured: the first step of every measurement. Profiles
 * come from YAML ({@link io.paretune.hardware.profile.catalogue.HardwareProfiles}); the fingerprint
 * says on which machine a figure was taken, so that figures of different machines are never merged.
 */
@NullMarked
package io.paretune.hardware.profile;

import org.jspecify.annotations.NullMarked;
