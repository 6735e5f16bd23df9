package dev.headroom.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditTextTest {
  private static final Edit.Target CHARGE = Tree.target("payments POST /charge");
  private static final String OF = " service=payments operation=\"POST /charge\"";

  @Test
  void readsEveryKind() {
    assertThat(EditText.parse("faster=2.5" + OF)).isEqualTo(new Edit.Faster(CHARGE, 2.5));
    assertThat(EditText.parse("cached=80%" + OF)).isEqualTo(new Edit.Cached(CHARGE, 0.8));
    assertThat(EditText.parse(OF + " cached=0.8")).isEqualTo(new Edit.Cached(CHARGE, 0.8));
    assertThat(EditText.parse("batched" + OF)).isEqualTo(new Edit.Batched(CHARGE));
    assertThat(EditText.parse("parallel" + OF)).isEqualTo(new Edit.Parallel(CHARGE));
    assertThat(EditText.parse("async" + OF)).isEqualTo(new Edit.Asynchronous(CHARGE));
    assertThat(EditText.parse("removed" + OF)).isEqualTo(new Edit.Removed(CHARGE));
    assertThat(EditText.parse("pool=2..12 name=orders" + OF))
        .isEqualTo(new Edit.PoolSize(CHARGE, "orders", 2, 12));
    assertThat(EditText.parse("retries=10%" + OF)).isEqualTo(new Edit.Retries(CHARGE, 0.1));
    assertThat(EditText.parse("capped=80ms" + OF)).isEqualTo(new Edit.Capped(CHARGE, 80_000_000));
    assertThat(EditText.parse("capped=1.5s" + OF))
        .isEqualTo(new Edit.Capped(CHARGE, 1_500_000_000));
  }

  @Test
  void writesWhatItReads() {
    Edit.Target narrow =
        new Edit.Target(
            new ServiceName("a b"),
            new OperationName("SELECT \"x\\y\""),
            new OperationName("GET /cart/{id}"),
            "SELECT \"x\" FROM t WHERE a = ?");
    for (Edit edit :
        List.of(
            new Edit.Faster(narrow, 1.0 / 3),
            new Edit.Faster(CHARGE, 7),
            new Edit.Cached(narrow, 0.123),
            new Edit.Batched(narrow),
            new Edit.Parallel(CHARGE),
            new Edit.Asynchronous(narrow),
            new Edit.Removed(CHARGE),
            new Edit.PoolSize(narrow, "my pool", 1, 400),
            new Edit.PoolSize(narrow, "", 1, 4),
            new Edit.Retries(narrow, 0.25),
            new Edit.Capped(narrow, 1_234_567),
            new Edit.Capped(CHARGE, 2))) {
      assertThat(EditText.parse(EditText.of(edit))).as(EditText.of(edit)).isEqualTo(edit);
    }
    assertThat(EditText.of(new Edit.Faster(CHARGE, 2))).isEqualTo("faster=2" + OF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "faster=abc%s|faster is 'abc'; expected a number > 0, e.g. 2 for twice as fast",
        "faster=0%s|faster is '0'; expected a number > 0, e.g. 2 for twice as fast",
        "faster%s|faster is ''; expected a number > 0, e.g. 2 for twice as fast",
        "cached=80%s|cached is '80'; expected a hit rate of 0 to 1, or 0% to 100%",
        "retries=2%s|retries is '2'; expected the share that is left, 0 to 1, or 0% to 100%",
        "capped=80%s|capped is '80'; expected a duration above 0, e.g. 80ms or 1.5s",
        "pool=12%s|pool is '12'; expected its size now and then, e.g. 2..12",
        "pool=2..0%s|pool is '2..0'; expected at least 1 slot",
        "batched=3%s|batched is '3'; expected the bare word batched",
        "batched name=x%s|name is given without pool; expected name only beside pool=FROM..TO",
        "batched async%s|it is both batched and async; expected one of them per edit",
        "slower=2%s|'slower' is unknown; expected one of faster, cached, batched, parallel, async,"
            + " removed, pool, retries, capped, service, operation, under, statement, name",
        "%s|it does not say what is changed; expected one of faster, cached, batched, parallel,"
            + " async, removed, pool, retries, capped",
        "batched service=x%s|service is given twice; expected each word once",
        "batched service=x|operation is missing; expected operation=NAME",
        "batched operation=x|service is missing; expected service=NAME",
        "batched service=\"x|'service=\"x' cannot be read; expected words like service=cart, with"
            + " blanks only in double quotes",
      })
  void namesWhatIsWrong(String text, String message) {
    String edit = text.replace("%s", OF);
    assertThatThrownBy(() -> EditText.parse(edit))
        .isInstanceOf(HeadroomException.class)
        .hasMessage("edit '" + edit + "': " + message);
  }
}
