package io.paretune.evaluators.data.table.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Takes the values of a column and hands them on as texts, those of a dictionary made once. */
final class FieldTexts extends PrimitiveConverter {

  private final PrimitiveTypeName type;
  private final Function<Object, String> text;
  private final Consumer<String> taker;
  private List<String> dictionary = List.of();

  FieldTexts(PrimitiveTypeName type, Function<Object, String> text, Consumer<String> taker) {
    this.type = type;
    this.text = text;
    this.taker = taker;
  }

  /** The row that this is the only column of. */
  GroupConverter row() {
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return FieldTexts.this;
      }

      @Override
      public void start() {
        // values are taken one by one
      }

      @Override
      public void end() {
        // as above
      }
    };
  }

  @Override
  public boolean hasDictionarySupport() {
    return true;
  }

  @Override
  public void setDictionary(Dictionary values) {
    dictionary = new ArrayList<>();
    for (int id = 0; id <= values.getMaxId(); id++) {
      dictionary.add(
          text.apply(
              switch (type) {
                case INT32 -> values.decodeToInt(id);
                case INT64 -> values.decodeToLong(id);
                case FLOAT -> values.decodeToFloat(id);
                case DOUBLE -> values.decodeToDouble(id);
                case BOOLEAN -> values.decodeToBoolean(id);
                default -> values.decodeToBinary(id);
              }));
    }
  }

  @Override
  public void addValueFromDictionary(int id) {
    taker.accept(dictionary.get(id));
  }

  @Override
  public void addBinary(Binary value) {
    taker.accept(text.apply(value));
  }

  @Override
  public void addBoolean(boolean value) {
    taker.accept(text.apply(value));
  }

  @Override
  public void addDouble(double value) {
    taker.accept(text.apply(value));
  }

  @Override
  public void addFloat(float value) {
    taker.accept(text.apply(value));
  }

  @Override
  public void addInt(int value) {
    taker.accept(text.apply(value));
  }

  @Override
  public void addLong(long value) {
    taker.accept(text.apply(value));
  }
}
