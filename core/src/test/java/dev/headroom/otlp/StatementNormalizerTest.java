package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Statements that differ in their values only come out the same.
final class StatementNormalizerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "SELECT * FROM t WHERE a = 1 AND b = 'x'|SELECT * FROM t WHERE a = ? AND b = ?",
        "select  *\\nfrom t -- all\\n where x=1|select * from t where x=?",
        "SELECT /* hint */ 1.5e-3, .5, 0x1F, -7 FROM t2|SELECT ?, ?, ?, ? FROM t2",
        "SELECT 'it''s', \"Col 1\", `b` FROM t;|SELECT ?, \"Col 1\", `b` FROM t",
        "SELECT a FROM t WHERE b IN (1, 2,3 ) LIMIT 10|SELECT a FROM t WHERE b IN (?) LIMIT ?",
        "x in(?,?)|x in(?)",
        "x NOT IN ('a', 'b')|x NOT IN (?)",
        "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (3, 'z')"
            + "|INSERT INTO t (a, b) VALUES (?, ?)",
        "SELECT f(1, 2), main(3, 4)|SELECT f(?, ?), main(?, ?)",
        "SELECT $1, :name, @p1, a::text, $$body$$, $t$x $ y$t$|SELECT ?, ?, ?, a::text, ?, ?",
        "UPDATE t SET a = -5, b = b-1 WHERE c<>-2|UPDATE t SET a = ?, b = b-? WHERE c<>?",
        "SELECT E'it\\'s', N'x', X'1F' FROM t|SELECT ?, ?, ? FROM t",
        "SELECT 'cut off in the midd|SELECT ?",
        "SELECT x FROM orders_2024 o1|SELECT x FROM orders_2024 o1",
        "WHERE id = ANY(ARRAY[1,2,3])|WHERE id = ANY(ARRAY[?])",
        "SELECT 'ünïcode ✓' FROM größe|SELECT ? FROM größe",
      })
  void sql(String statement, String expected) {
    String text = statement.replace("\\n", "\n");
    String normal = StatementNormalizer.normalize("postgresql", text);
    assertThat(normal).isEqualTo(expected);
    assertThat(StatementNormalizer.normalize("postgresql", normal)).as("again").isEqualTo(normal);
  }

  @Test
  void mySqlHasItsOwnQuotesAndComments() {
    assertThat(
            StatementNormalizer.normalize(
                "mysql", "SELECT \"a\\\"b\", 'c\\'d' # rest\n FROM `t` WHERE x = \"y\""))
        .isEqualTo("SELECT ?, ? FROM `t` WHERE x = ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "redis|set cart:123 abc EX 60|SET cart:? ?",
        "redis|GET session:3f2504e0-4f89-11d3-9a0c-0305e82c3301|GET session:?",
        "valkey|PING|PING",
        "memcached|get user:9|GET user:?",
      })
  void commandsOfKeyValueStores(String system, String statement, String expected) {
    assertThat(StatementNormalizer.normalize(system, statement)).isEqualTo(expected);
  }

  @Test
  void equalLinesOfAPipelineAreToldOnce() {
    assertThat(StatementNormalizer.normalize("redis", "GET a:1\nGET a:2\nDEL a:1"))
        .isEqualTo("GET a:?\nDEL a:?");
  }

  @Test
  void jsonCommandsKeepTheirKeys() {
    String normal =
        StatementNormalizer.normalize(
            "mongodb",
            "{\"find\": \"orders\", \"filter\": {\"_id\": \"abc\", \"n\": {\"$in\": [1, 2, 3]}, "
                + "\"open\": true}, \"limit\": 10}");
    assertThat(normal)
        .isEqualTo(
            "{\"find\":\"orders\",\"filter\":{\"_id\":\"?\",\"n\":{\"$in\":[\"?\"]},"
                + "\"open\":true},\"limit\":\"?\"}");
    assertThat(StatementNormalizer.normalize("mongodb", normal)).isEqualTo(normal);
    assertThat(StatementNormalizer.summary("mongodb", normal)).isEqualTo("find orders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "select a from orders o join items i|SELECT orders",
        "SELECT * FROM (SELECT * FROM \"public\".\"orders\") x|SELECT public.orders",
        "insert into carts (a) values (?)|INSERT carts",
        "UPDATE ONLY stock SET a = ?|UPDATE stock",
        "delete from carts where x|DELETE carts",
        "WITH a AS (SELECT ? FROM b) INSERT INTO c SELECT * FROM a|INSERT c",
        "CREATE TABLE IF NOT EXISTS t (a int)|CREATE TABLE t",
        "CALL ship(?)|CALL ship",
        "SELECT ?|SELECT",
        "BEGIN|BEGIN",
      })
  void summaries(String normalized, String expected) {
    assertThat(StatementNormalizer.summary("postgresql", normalized)).isEqualTo(expected);
  }

  @Test
  void whateverComesInStaysBoundedAndIsStable() {
    List<String> pieces =
        List.of(
            "'", "\"", "`", "$", "$$", "(", ")", ",", "?", "IN", " ", "\n", "--", "/*", "*/", "1",
            "-", "a", "E'", "\\", "[", "]", "{", "}", ":", "@", ";", "😀", "VALUES", "1.5e+3",
            "::");
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      for (String system : List.of("postgresql", "mysql", "redis", "mongodb")) {
        String normal = StatementNormalizer.normalize(system, text.toString());
        assertThat(normal.length()).isLessThanOrEqualTo(StatementNormalizer.LENGTH_MAX);
        StatementNormalizer.summary(system, normal);
      }
    }
    String huge = "SELECT a FROM t WHERE " + "x = 1 OR ".repeat(100_000);
    assertThat(StatementNormalizer.normalize("", huge).length())
        .isLessThanOrEqualTo(StatementNormalizer.LENGTH_MAX);
  }
}
