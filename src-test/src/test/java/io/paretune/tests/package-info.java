/** Tests of the whole house: its layers, its docs, and its commands as a user types them. */
@NullMarked
package io.paretune.tests;

import org.jspecify.annotations.NullMarked;
