package io.paretune.evaluators.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What a {@code tokenizer.json} of RoBERTa's kind says beside its vocabulary. */
final class BytePairFile {

  private static final String TYPE = "type";

  private BytePairFile() {}

  /** What it has that is not understood, as what is expected and what was found; empty if none. */
  static Optional<String[]> strange(JsonNode root) {
    JsonNode model = root.path("model");
    String splitter = root.path("pre_tokenizer").path(TYPE).asText("none");
    String normalizer = root.path("normalizer").path(TYPE).asText("none");
    boolean marked =
        !model.path("continuing_subword_prefix").asText("").isEmpty()
            || !model.path("end_of_word_suffix").asText("").isEmpty()
            || model.path("byte_fallback").asBoolean(false);
    if (!splitter.equals("ByteLevel")) {
      return Optional.of(
          new String[] {"a BPE of bytes ('pre_tokenizer' of type ByteLevel)", splitter});
    }
    if (!root.path("pre_tokenizer").path("use_regex").asBoolean(true)) {
      return Optional.of(new String[] {"a ByteLevel with use_regex: true", "false"});
    }
    if (!normalizer.equals("none")) {
      return Optional.of(new String[] {"a BPE of bytes without a normalizer", normalizer});
    }
    return marked
        ? Optional.of(
            new String[] {"a BPE of bytes", "marks within words (continuing_subword_prefix, ...)"})
        : Optional.empty();
  }

  /** Whether a text's first word is like those after a space. */
  static boolean prefixSpace(JsonNode root) {
    return root.path("pre_tokenizer").path("add_prefix_space").asBoolean(true);
  }

  /** The pairs, which older files write as one text and newer ones as two. */
  static List<String> merges(JsonNode root) {
    return StreamSupport.stream(root.path("model").path("merges").spliterator(), false)
        .map(
            pair ->
                pair.isArray()
                    ? pair.path(0).asText() + " " + pair.path(1).asText()
                    : pair.asText())
        .toList();
  }
}
