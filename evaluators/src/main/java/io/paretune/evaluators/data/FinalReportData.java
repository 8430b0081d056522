package io.paretune.evaluators.data;

/**
 * A data set with its test split, for the final report only.
 *
 * @param searched what the search saw
 * @param test what it never saw
 */
public record FinalReportData(DataSet searched, TestSplit test) {}
