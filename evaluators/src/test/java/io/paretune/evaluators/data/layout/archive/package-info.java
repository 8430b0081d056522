/** Tests of archives. */
@org.jspecify.annotations.NullMarked
package io.paretune.evaluators.data.layout.archive;
