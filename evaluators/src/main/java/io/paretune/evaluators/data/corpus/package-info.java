/**
 * Texts with their targets: columns of tables and folders of files, kept as they are until it is
 * known which of them train, then coded by a tokenizer that is given or learned of these alone.
 *
 * <p>Place in the flow: a {@code data.source.DataSource} beside the layouts that are found out.
 */
@NullMarked
package io.paretune.evaluators.data.corpus;

import org.jspecify.annotations.NullMarked;
