/** Tests of the whole house: its layers, its papers, and its commands as a user types them. */
@NullMarked
package io.paretune.tests;

import org.jspecify.annotations.NullMarked;
