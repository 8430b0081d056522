package io.paretune.experiments.tracking.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Events as TensorBoard reads them: the message {@code Event} of TensorFlow's {@code event.proto},
 * with {@code Summary} and the messages of the hyperparameters' dashboard ({@code
 * tensorboard/plugins/hparams}); numbers of fields are those of these files.
 */
final class Event {

  /** How a session ended, as {@code hparams.Status} numbers it. */
  enum Status {
    SUCCESS(1),
    FAILURE(2);

    private final int number;

    Status(int number) {
      this.number = number;
    }
  }

  private static final String HPARAMS = "hparams";

  private Event() {}

  /** What a file of events begins with. */
  static byte[] version(double seconds) {
    return event(seconds, 0, out -> out.writeString(3, "brain.Event:2"));
  }

  /** A value of a curve at a step. */
  static byte[] scalar(double seconds, long step, String tag, double value) {
    byte[] entry =
        message(
            out -> {
              out.writeString(1, tag);
              out.writeFloat(2, (float) value);
            });
    return summary(seconds, step, entry);
  }

  /** A session begins: which hyperparameters it has. Values are Double, Long, Boolean or String. */
  static byte[] started(double seconds, String group, Map<String, Object> hyperparameters) {
    byte[] info =
        message(
            out -> {
              for (Map.Entry<String, Object> one : hyperparameters.entrySet()) {
                out.writeByteArray(
                    1,
                    message(
                        pair -> {
                          pair.writeString(1, one.getKey());
                          pair.writeByteArray(2, value(one.getValue()));
                        }));
              }
              out.writeString(4, group);
              out.writeDouble(5, seconds);
            });
    return plugin(seconds, "_hparams_/session_start_info", 3, info);
  }

  /** A session ended. */
  static byte[] ended(double seconds, Status status) {
    byte[] info =
        message(
            out -> {
              out.writeEnum(1, status.number);
              out.writeDouble(2, seconds);
            });
    return plugin(seconds, "_hparams_/session_end_info", 4, info);
  }

  private static byte[] value(Object value) {
    return message(
        out -> {
          if (value instanceof Number number) {
            out.writeDouble(2, number.doubleValue());
          } else if (value instanceof Boolean flag) {
            out.writeBool(4, flag);
          } else {
            out.writeString(3, value.toString());
          }
        });
  }

  private static byte[] plugin(double seconds, String tag, int field, byte[] info) {
    byte[] content = message(out -> out.writeByteArray(field, info));
    byte[] data =
        message(
            out -> {
              out.writeString(1, HPARAMS);
              out.writeByteArray(2, content);
            });
    byte[] metadata = message(out -> out.writeByteArray(1, data));
    byte[] entry =
        message(
            out -> {
              out.writeString(1, tag);
              out.writeByteArray(9, metadata);
            });
    return summary(seconds, 0, entry);
  }

  private static byte[] summary(double seconds, long step, byte[] entry) {
    byte[] summary = message(out -> out.writeByteArray(1, entry));
    return event(seconds, step, out -> out.writeByteArray(5, summary));
  }

  private static byte[] event(double seconds, long step, Fields what) {
    return message(
        out -> {
          out.writeDouble(1, seconds);
          if (step != 0) {
            out.writeInt64(2, step);
          }
          what.write(out);
        });
  }

  @FunctionalInterface
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
    return bytes.toByteArray();
  }
}
