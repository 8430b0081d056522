/**
 * The page that shows a study, the same for a server and for a report in one file: its modules, and
 * what they are told as JSON (docs/live-page.md, ADR 26).
 */
@NullMarked
package io.paretune.results.page;

import org.jspecify.annotations.NullMarked;
