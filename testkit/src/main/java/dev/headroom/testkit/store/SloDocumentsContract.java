package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.slo.SloName;
import dev.headroom.store.SloDocuments;
import dev.headroom.store.SloDocuments.Change;
import dev.headroom.store.SloDocuments.DocumentKey;
import dev.headroom.store.SloDocuments.Epoch;
import dev.headroom.store.SloDocuments.Revision;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [SloDocuments] does; a test class implements it to run it for one engine.
public interface SloDocumentsContract {
  Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
  DocumentKey CART = new DocumentKey("SLO", "cart");
  DocumentKey SOURCE = new DocumentKey("DataSource", "cart");

  /// Opens documents in an empty directory.
  SloDocuments openSloDocuments(Path directory);

  @Test
  default void keepsWhatWasAppliedByKindAndName(@TempDir Path directory) {
    SloDocuments documents = openSloDocuments(directory);
    List<Revision> made =
        documents.apply(
            List.of(
                new Change(CART, "{\"b\":1,\"a\":\"\u00e4\\n\"}", "api"),
                new Change(SOURCE, "{}", "file:a/b.yaml")),
            "anna",
            START);

    assertThat(made)
        .containsExactly(
            new Revision(CART, 1, "{\"b\":1,\"a\":\"\u00e4\\n\"}", "api", "anna", START),
            new Revision(SOURCE, 1, "{}", "file:a/b.yaml", "anna", START));
    assertThat(documents.current()).containsExactly(made.get(1), made.get(0));
  }

  @Test
  default void countsRevisionsAndLeavesEqualOnesOut(@TempDir Path directory) {
    SloDocuments documents = openSloDocuments(directory);
    documents.apply(List.of(new Change(CART, "{\"v\":1}", "api")), "anna", START);
    assertThat(documents.apply(List.of(new Change(CART, "{\"v\":1}", "api")), "bob", START))
        .isEmpty();
    documents.apply(List.of(new Change(CART, "{\"v\":2}", "api")), "bob", START.plusSeconds(1));
    documents.apply(
        List.of(new Change(CART, "{\"v\":2}", "file:x.yaml")), "", START.plusSeconds(2));

    assertThat(documents.history(CART))
        .containsExactly(
            new Revision(CART, 3, "{\"v\":2}", "file:x.yaml", "", START.plusSeconds(2)),
            new Revision(CART, 2, "{\"v\":2}", "api", "bob", START.plusSeconds(1)),
            new Revision(CART, 1, "{\"v\":1}", "api", "anna", START));
    assertThat(documents.current()).containsExactly(documents.history(CART).getFirst());
  }

  @Test
  default void remembersWhatWasDeleted(@TempDir Path directory) {
    SloDocuments documents = openSloDocuments(directory);
    assertThat(documents.apply(List.of(new Change(CART, null, "api")), "anna", START)).isEmpty();
    documents.apply(List.of(new Change(CART, "{}", "api")), "anna", START);
    documents.apply(List.of(new Change(CART, null, "api")), "bob", START.plusSeconds(1));
    assertThat(documents.current()).isEmpty();
    documents.apply(List.of(new Change(CART, "{}", "api")), "eve", START.plusSeconds(2));

    assertThat(documents.current())
        .containsExactly(new Revision(CART, 3, "{}", "api", "eve", START.plusSeconds(2)));
    assertThat(documents.history(CART))
        .extracting(Revision::who)
        .containsExactly("eve", "bob", "anna");
    assertThat(documents.history(CART).get(1).json()).isNull();
    assertThat(documents.history(new DocumentKey("SLO", "other"))).isEmpty();
  }

  @Test
  default void ordersEpochsBySloObjectiveAndTime(@TempDir Path directory) {
    SloDocuments documents = openSloDocuments(directory);
    SloName cart = new SloName("cart");
    Epoch later = new Epoch(cart, "fast", "slower than 2ns", START.plusSeconds(60));
    Epoch first = new Epoch(cart, "fast", "slower than 1ns", START);
    Epoch other = new Epoch(new SloName("bill"), "ok", "failed", START.plusSeconds(5));
    documents.begin(List.of(later));
    documents.begin(List.of(first, other));

    assertThat(documents.epochs()).containsExactly(other, first, later);
  }
}
