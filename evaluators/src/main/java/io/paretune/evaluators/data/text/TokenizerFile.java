package io.paretune.evaluators.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.text.split.FiledSplitter;
import io.paretune.evaluators.data.text.split.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A {@code tokenizer.json} as Hugging Face's tokenizers write it, of BERT's kind ({@code WordPiece}
 * or {@code WordLevel}, words told apart as BERT does it), RoBERTa's ({@code BPE} of bytes) or
 * SentencePiece's ({@code Unigram}). What is of another kind is refused by its name. Ids are those
 * of the file; if its padding has another than 0, these two are in each other's place. Or the file
 * of a network that reads texts, which has the tokenizer in its metadata.
 */
public final class TokenizerFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "type";

  private final Path file;
  private final JsonNode root;

  private TokenizerFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is unsound, or of another kind: one line
   */
  public static Tokenizer read(Path file) {
    try {
      Optional<Tokenizer> kept = KeptTokenizer.of(file);
      return kept.isPresent() ? kept.get() : numbered(file).tokenizer();
    } catch (IOException unreadable) {
      throw new DataException(
          file.toString(), "a tokenizer.json", "a file that cannot be read as JSON", unreadable);
    } catch (IllegalArgumentException unsound) {
      throw unsound instanceof DataException told
          ? told
          : refused("a sound tokenizer", String.valueOf(unsound.getMessage()), file);
    }
  }

  /**
   * The id of padding, as the file numbers its tokens.
   *
   * @return empty for the tokenizer of a network, which is numbered as that
   * @throws DataException as {@link #read}
   */
  public static OptionalInt padding(Path file) {
    read(file);
    try {
      return KeptTokenizer.of(file).isPresent()
          ? OptionalInt.empty()
          : OptionalInt.of(numbered(file).padding());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static TokenizerFile numbered(Path file) throws IOException {
    return new TokenizerFile(file, JSON.readTree(Files.readString(file)));
  }

  private int padding() {
    return padding(byId(root.path("model").path("vocab")));
  }

  private Tokenizer tokenizer() {
    JsonNode model = root.path("model");
    String type = model.path(TYPE).asText(model.has("vocab") ? "WordPiece" : "none");
    return switch (type) {
      case "WordPiece" -> bert(model, Pieces.WORD_PIECES);
      case "WordLevel" -> bert(model, Pieces.WORDS);
      case "BPE" -> bytePairs(model);
      case "Unigram" -> unigram(model);
      default -> throw refused("a model of WordPiece, WordLevel, BPE or Unigram", type);
    };
  }

  private Tokenizer bytePairs(JsonNode model) {
    BytePairFile.strange(root)
        .ifPresent(
            found -> {
              throw refused(found[0], found[1]);
            });
    List<String> tokens = tokens(model.path("vocab"));
    // bytes are never unknown; id 1 stands for a text of nothing, around which nothing is
    int unknown = Math.max(1, tokens.indexOf(model.path("unk_token").asText("<unk>")));
    return new BytePairTokenizer(
        BytePairFile.prefixSpace(root), BytePairFile.merges(root), tokens, frame(tokens, unknown));
  }

  private Tokenizer unigram(JsonNode model) {
    List<Double> scores =
        new ArrayList<>(
            stream(model.path("vocab")).map(piece -> piece.path(1).asDouble(Double.NaN)).toList());
    List<String> named = byId(model.path("vocab"));
    while (scores.size() < named.size()) {
      // added behind the pieces
      scores.add(Double.NaN);
    }
    Collections.swap(scores, Tokenizer.PADDING, padding(named));
    List<String> tokens = tokens(model.path("vocab"));
    int unknown = tokens.indexOf(named.get(model.path("unk_id").asInt(Tokenizer.PADDING)));
    return new UnigramTokenizer(
        FiledSplitter.of(root),
        tokens,
        new UnigramTokenizer.Scores(scores, model.path("byte_fallback").asBoolean(false)),
        frame(tokens, unknown));
  }

  private Tokenizer bert(JsonNode model, Pieces pieces) {
    String prefix = model.path("continuing_subword_prefix").asText(Pieces.INNER);
    if (!prefix.equals(Pieces.INNER)) {
      throw refused("pieces within words that begin with " + Pieces.INNER, prefix);
    }
    requireBert("pre_tokenizer", "BertPreTokenizer");
    List<String> tokens = tokens(model.path("vocab"));
    int unknown = tokens.indexOf(model.path("unk_token").asText("[UNK]"));
    return new VocabularyTokenizer(splitter(), pieces, tokens, frame(tokens, unknown));
  }

  private void requireBert(String part, String kind) {
    String type = root.path(part).path(TYPE).asText("none");
    if (!type.equals(kind)) {
      throw refused("'%s' of type %s".formatted(part, kind), type);
    }
  }

  /** The tokens by their ids, but with padding in the first place. */
  private List<String> tokens(JsonNode vocabulary) {
    List<String> tokens = byId(vocabulary);
    Collections.swap(tokens, Tokenizer.PADDING, padding(tokens));
    return tokens;
  }

  /** The tokens by their ids, which have no gaps. */
  private List<String> byId(JsonNode vocabulary) {
    Map<Integer, String> byId = new TreeMap<>();
    vocabulary.properties().forEach(entry -> byId.put(entry.getValue().asInt(-1), entry.getKey()));
    // Unigram's is a list of pieces and their scores
    stream(vocabulary.isArray() ? vocabulary : JSON.createArrayNode())
        .forEach(piece -> byId.put(byId.size(), piece.path(0).asText()));
    root.path("added_tokens")
        .forEach(added -> byId.put(added.path("id").asInt(-1), added.path("content").asText()));
    List<String> tokens = new ArrayList<>(byId.values());
    if (tokens.size() < 3 || byId.getOrDefault(tokens.size() - 1, "").isEmpty()) {
      throw refused("a vocabulary with the ids from 0 on", byId.size() + " ids with gaps");
    }
    return tokens;
  }

  private int padding(List<String> tokens) {
    int named = Math.max(tokens.indexOf("[PAD]"), tokens.indexOf("<pad>"));
    int padding = root.path("padding").path("pad_id").asInt(named);
    if (padding < 0 || padding >= tokens.size()) {
      throw refused("an id of padding ('padding', or a token [PAD] or <pad>)", "id " + padding);
    }
    return padding;
  }

  private Splitter splitter() {
    JsonNode normalizer = root.path("normalizer");
    boolean sequence = normalizer.path(TYPE).asText("").equals("Sequence");
    List<JsonNode> steps =
        (sequence ? stream(normalizer.path("normalizers")) : Stream.of(normalizer))
            .filter(step -> step.has(TYPE))
            .toList();
    boolean lower = false;
    boolean strips = false;
    for (JsonNode step : steps) {
      switch (step.path(TYPE).asText()) {
        case "BertNormalizer" -> {
          requireTrue(step, "clean_text");
          requireTrue(step, "handle_chinese_chars");
          boolean lowers = step.path("lowercase").asBoolean(true);
          lower |= lowers;
          // not given, it follows the case
          strips |= step.path("strip_accents").asBoolean(lowers);
        }
        case "Lowercase" -> lower = true;
        case "StripAccents" -> strips = true;
        case "NFD" -> {}
        default ->
            throw refused(
                "a normalizer of BertNormalizer, NFD, Lowercase or StripAccents",
                step.path(TYPE).asText());
      }
    }
    return new Splitter(lower, strips);
  }

  private void requireTrue(JsonNode normalizer, String flag) {
    if (!normalizer.path(flag).asBoolean(true)) {
      throw refused("a BertNormalizer with %s: true".formatted(flag), "false");
    }
  }

  /** What stands before and behind every text. */
  private VocabularyTokenizer.Frame frame(List<String> tokens, int unknown) {
    JsonNode processor = root.path("post_processor");
    List<String> around =
        switch (processor.path(TYPE).asText("none")) {
          case "none", "ByteLevel" -> List.of("");
          case "BertProcessing", "RobertaProcessing" ->
              List.of(processor.at("/cls/0").asText(), "", processor.at("/sep/0").asText());
          case "TemplateProcessing" ->
              stream(processor.path("single"))
                  .map(part -> part.at("/SpecialToken/id").asText(""))
                  .toList();
          default ->
              throw refused(
                  "a post_processor of TemplateProcessing, BertProcessing or RobertaProcessing",
                  processor.path(TYPE).asText());
        };
    int text = around.indexOf("");
    return new VocabularyTokenizer.Frame(
        unknown,
        around.subList(0, text).stream().map(tokens::indexOf).toList(),
        around.subList(text + 1, around.size()).stream().map(tokens::indexOf).toList());
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private DataException refused(String expected, String found) {
    return refused(expected, found, file);
  }

  private static DataException refused(String expected, String found, Path file) {
    return new DataException(file.toString(), expected, found);
  }
}
