package io.paretune.experiments.network.transfer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** What a host asks about files. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FileRequest.Inputs.class, name = "inputs"),
  @JsonSubTypes.Type(value = FileRequest.Kept.class, name = "kept"),
  @JsonSubTypes.Type(value = FileRequest.Get.class, name = "get"),
  @JsonSubTypes.Type(value = FileRequest.Put.class, name = "put")
})
public sealed interface FileRequest {

  /** Most bytes of one block. */
  int CHUNK = 256 << 10;

  /** What does the experiment read? Answered by {@link FileReply.Inputs}. */
  record Inputs() implements FileRequest {}

  /** What is there that was made once for all trials? Answered by {@link FileReply.Kept}. */
  record Kept() implements FileRequest {}

  /**
   * Send a file from an offset on, a chunk at most. Answered by {@link FileReply.Content}.
   *
   * @param area what it is of
   * @param name its name there; of an input, its SHA-256
   * @param offset in bytes
   */
  record Get(Area area, String name, long offset) implements FileRequest {

    /** Refuses a line that lacks a part. */
    public Get {
      Objects.requireNonNull(area, "area");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * Take a piece of a file; its bytes follow the line. Answered by {@link FileReply.Received}, with
   * the offset of the next piece, which need not follow this one.
   *
   * @param file the whole file
   * @param offset of the piece, in bytes
   * @param length of the piece, 0 to ask where to begin
   */
  record Put(FileEntry file, long offset, int length) implements FileRequest {

    /** Refuses a piece that is no part of the file. */
    public Put {
      Objects.requireNonNull(file, "file");
      if (offset < 0 || length < 0 || length > CHUNK || offset + length > file.bytes()) {
        throw new IllegalArgumentException(
            "no piece of %s: %d at %d".formatted(file, length, offset));
      }
    }
  }
}
