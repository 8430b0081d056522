package io.paretune.experiments.network.transfer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;

/** What a coordinator answers about files. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FileReply.Inputs.class, name = "inputs"),
  @JsonSubTypes.Type(value = FileReply.Kept.class, name = "kept"),
  @JsonSubTypes.Type(value = FileReply.Content.class, name = "content"),
  @JsonSubTypes.Type(value = FileReply.Received.class, name = "received"),
  @JsonSubTypes.Type(value = FileReply.Refused.class, name = "refused")
})
public sealed interface FileReply {

  /**
   * What the experiment reads.
   *
   * @param inputs its files
   */
  record Inputs(InputSet inputs) implements FileReply {}

  /**
   * What was made once for all trials.
   *
   * @param files teachers and shared networks
   */
  record Kept(List<FileEntry> files) implements FileReply {

    /** Copies the list. */
    public Kept {
      files = List.copyOf(files);
    }
  }

  /**
   * A piece of a file; its bytes follow the line.
   *
   * @param length of the piece; 0 if the file ends at the offset
   */
  record Content(int length) implements FileReply {}

  /**
   * A piece was taken.
   *
   * @param next offset of the next piece; the file's size once it is kept
   */
  record Received(long next) implements FileReply {}

  /**
   * The request cannot be met.
   *
   * @param reason one line, for people
   */
  record Refused(String reason) implements FileReply {

    /** Refuses a line that lacks the reason. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
