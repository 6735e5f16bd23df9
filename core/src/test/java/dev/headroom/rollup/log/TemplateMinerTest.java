package dev.headroom.rollup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TemplateMinerTest {
  private final TemplateMiner miner = new TemplateMiner(100);

  @Test
  void valuesAreMasked() {
    assertThat(miner.learn("order 4711 paid in 12ms by 10.0.0.7:443"))
        .isEqualTo("order <*> paid in <*> by <*>");
    assertThat(miner.learn("user=ann id=7f3a9c took [12]")).isEqualTo("user=ann id=<*> took [<*>]");
  }

  @Test
  void wordsThatDifferBecomeWildcards() {
    miner.learn("payment declined for customer alice today");
    assertThat(miner.learn("payment declined for customer bob today"))
        .isEqualTo("payment declined for customer <*> today");
    assertThat(miner.templates()).containsExactly("payment declined for customer <*> today");
  }

  @Test
  void differentSentencesStayApart() {
    miner.learn("cache miss for product 12");
    miner.learn("connection pool exhausted after 30 s");
    miner.learn("connection reset by peer");
    assertThat(miner.templates()).hasSize(3);
  }

  @Test
  void aThousandTemplatesAreFoundAgainWhateverTheValues() {
    TemplateMiner large = new TemplateMiner(2_000);
    Random random = new Random(42);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 50; i++) {
        String word = "verb" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
        large.learn(word + " object" + word + " number " + random.nextInt(100_000) + " done");
      }
    }
    assertThat(large.templates()).hasSize(50);
  }

  @Test
  void theCapSendsTheRestToOneTemplate() {
    TemplateMiner small = new TemplateMiner(2);
    small.learn("alpha beta");
    small.learn("gamma delta");
    assertThat(small.learn("epsilon zeta")).isEqualTo(TemplateMiner.WILDCARD);
    assertThat(small.templates()).hasSize(2);
  }

  @Test
  void restoredMinersKnowTheirTemplates() {
    miner.learn("payment declined for customer alice today");
    miner.learn("payment declined for customer bob today");
    TemplateMiner restored = new TemplateMiner(100);
    restored.restore(miner.templates());
    assertThat(restored.learn("payment declined for customer carol today"))
        .isEqualTo("payment declined for customer <*> today");
    assertThat(restored.templates()).hasSize(1);
  }

  @Test
  void aGeneralisedTemplateHasTheSameOriginAsItsFirstForm() {
    assertThat(TemplateMiner.sameOrigin("payment for alice done", "payment for <*> done")).isTrue();
    assertThat(TemplateMiner.sameOrigin("payment for alice done", "payment for bob done"))
        .isFalse();
    assertThat(TemplateMiner.sameOrigin("a b", "a b c")).isFalse();
  }

  @Test
  void anyLineIsTaken() {
    assertThat(miner.learn("")).isEmpty();
    assertThat(miner.learn("x".repeat(100_000))).isEqualTo(TemplateMiner.WILDCARD);
    assertThat(miner.learn("word ".repeat(1_000)).split(" ")).hasSizeLessThanOrEqualTo(61);
  }
}
