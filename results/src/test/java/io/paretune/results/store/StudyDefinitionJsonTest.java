package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import io.paretune.search.trial.StudyDefinition;
import org.junit.jupiter.api.Test;

class StudyDefinitionJsonTest {

  @Test
  void everyDomainAndConditionComesBackEqual() {
    StudyDefinition definition = Studies.definition("a </script> \"name\"");
    StudyDefinition again = StudyDefinitionJson.read(StudyDefinitionJson.write(definition));
    assertThat(again).isEqualTo(definition);
    assertThat(again.differenceFrom(definition)).isEmpty();
    assertThat(again.space().parameters()).isEqualTo(definition.space().parameters());
  }

  @Test
  void theFormatIsTheOneThatIsDocumented() {
    assertThat(StudyDefinitionJson.write(Studies.definition("one")))
        .startsWith(
            "{\"name\":\"one\",\"seed\":-9223372036854775801,"
                + "\"objectives\":[{\"name\":\"accuracy\",\"direction\":\"maximize\",\"unit\":\"\"},")
        .contains("{\"name\":\"depth\",\"domain\":{\"whole\":{\"low\":1,\"high\":4,\"step\":1}}}")
        .contains("{\"name\":\"bits\",\"domain\":{\"choice\":[32,8]}}")
        .contains("\"when\":{\"in\":{\"parameter\":\"scale\",\"values\":[1.0]}}");
  }

  @Test
  void whatIsNoDefinitionIsRefused() {
    for (String bad : new String[] {"", "{", "{}", "[]", "{\"name\":\"x\"}"}) {
      assertThatThrownBy(() -> StudyDefinitionJson.read(bad))
          .as(bad)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("not the definition of a study");
    }
    String good = StudyDefinitionJson.write(Studies.definition("one"));
    assertThatThrownBy(() -> StudyDefinitionJson.read(good.replace("\"whole\"", "\"hole\"")))
        .hasMessageContaining("unknown kind of domain");
  }
}
