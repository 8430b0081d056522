/**
 * What happens to a text before a vocabulary is asked: it is made uniform, and told apart into
 * words. As BERT does it, or as a {@code tokenizer.json} says. Knows no vocabulary.
 */
@NullMarked
package io.paretune.evaluators.data.text.split;

import org.jspecify.annotations.NullMarked;
