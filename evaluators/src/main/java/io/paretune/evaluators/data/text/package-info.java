/**
 * Texts as ids of tokens: how words are told apart, which pieces a vocabulary has, how one is
 * learned, and {@code tokenizer.json}. Knows neither tables nor networks.
 *
 * <p>Place in the flow: {@code data.corpus} learns a tokenizer of the training texts, {@code
 * data.table.coding} keeps it as the coding of a column.
 */
@NullMarked
package io.paretune.evaluators.data.text;

import org.jspecify.annotations.NullMarked;
