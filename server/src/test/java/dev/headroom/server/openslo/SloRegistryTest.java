package dev.headroom.server.openslo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.slo.SloName;
import dev.headroom.store.SloCatalog.InForce;
import dev.headroom.store.SloDocuments.DocumentKey;
import dev.headroom.store.SloDocuments.Epoch;
import dev.headroom.store.SloDocuments.Revision;
import dev.headroom.store.memory.MemorySloDocuments;
import dev.headroom.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Documents from the API and from files: what is in force, and what may change it.
final class SloRegistryTest {
  private static final String SLI =
      """
      apiVersion: openslo/v1
      kind: SLI
      metadata: {name: works}
      spec: {ratioMetric: {rawType: success, raw: {metricSource: {type: headroom, spec: {bad: failed}}}}}
      """;

  private static final String SLO =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata: {name: cart}
      spec:
        service: cart
        indicatorRef: works
        timeWindow: [{duration: 28d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.99}]
      """;

  private static final String BOTH = SLI + "---\n" + SLO;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final MemorySloDocuments store = new MemorySloDocuments();

  private SloRegistry registry(Optional<Path> directory) {
    SloRegistry registry = new SloRegistry(store, directory, Rules::standard, clock);
    registry.start();
    return registry;
  }

  private static SloApplyView apply(SloRegistry registry, String text, boolean dryRun) {
    return registry.apply("f", text.getBytes(StandardCharsets.UTF_8), "anna", dryRun);
  }

  private static List<String> names(InForce inForce) {
    return inForce.slos().stream().map(slo -> slo.name().value()).toList();
  }

  @Test
  void takesAllDocumentsOrNone() {
    SloRegistry registry = registry(Optional.empty());
    List<InForce> told = new ArrayList<>();
    registry.onChange(told::add);

    SloApplyView refused = apply(registry, SLO, false);
    assertThat(refused.applied()).isFalse();
    assertThat(refused.problems())
        .extracting(SloProblem::field)
        .containsExactly("spec.indicatorRef");
    assertThat(store.current()).isEmpty();

    SloApplyView dry = apply(registry, BOTH, true);
    assertThat(dry.applied()).isFalse();
    assertThat(dry.problems()).isEmpty();
    assertThat(names(registry.current())).isEmpty();
    assertThat(told).isEmpty();

    SloApplyView taken = apply(registry, BOTH, false);
    assertThat(taken.applied()).isTrue();
    assertThat(taken.changes())
        .containsExactly(
            new SloApplyView.Change("SLI", "works", "created"),
            new SloApplyView.Change("SLO", "cart", "created"));
    assertThat(names(registry.current())).containsExactly("cart");
    assertThat(told).containsExactly(registry.current());
    assertThat(apply(registry, SLO, false).changes())
        .containsExactly(new SloApplyView.Change("SLO", "cart", "unchanged"));
    assertThat(told).hasSize(1);
  }

  @Test
  void isTheSameAfterAStart() {
    SloRegistry first = registry(Optional.empty());
    apply(first, BOTH, false);
    SloRegistry second = registry(Optional.empty());
    assertThat(second.current()).isEqualTo(first.current());
    assertThat(second.export("", "")).isEqualTo(first.export("", "")).contains("kind: SLI");
    assertThat(second.export("SLO", "")).doesNotContain("kind: SLI");
    assertThat(apply(second, first.export("", ""), false).changes())
        .extracting(SloApplyView.Change::action)
        .containsExactly("unchanged", "unchanged");
  }

  @Test
  void deletesOnlyWhatNobodyNeeds() {
    SloRegistry registry = registry(Optional.empty());
    apply(registry, BOTH, false);

    assertThatThrownBy(() -> registry.delete(new DocumentKey("SLI", "works"), "", false))
        .hasMessageContaining("SLI 'works' is still needed: SLO 'cart' (api) spec.indicatorRef");
    assertThatThrownBy(() -> registry.delete(new DocumentKey("SLO", "carts"), "", false))
        .hasMessage("unknown SLO 'carts', did you mean 'cart'?");
    assertThat(registry.delete(new DocumentKey("SLO", "cart"), "bob", false).changes())
        .containsExactly(new SloApplyView.Change("SLO", "cart", "deleted"));
    assertThat(names(registry.current())).isEmpty();
    assertThat(store.history(new DocumentKey("SLO", "cart")))
        .extracting(Revision::who)
        .containsExactly("bob", "anna");
  }

  @Test
  void anIndicatorThatChangesBeginsAnew() {
    SloRegistry registry = registry(Optional.empty());
    apply(registry, BOTH, false);
    Instant first = clock.instant();
    clock.advance(Duration.ofHours(1));
    apply(registry, SLO.replace("0.99", "0.9"), false);
    clock.advance(Duration.ofHours(1));
    apply(registry, SLI.replace("bad: failed", "bad: {slowerThan: 1s}"), false);
    Instant changed = clock.instant();
    clock.advance(Duration.ofHours(1));
    registry.delete(new DocumentKey("SLO", "cart"), "", false);

    SloName cart = new SloName("cart");
    assertThat(store.epochs())
        .containsExactly(
            new Epoch(cart, "objective-1", "spans of cart: failed", first),
            new Epoch(
                cart, "objective-1", "spans of cart: slower than 1000000000ns LEFT_OUT", changed),
            new Epoch(cart, "objective-1", "", clock.instant()));
  }

  @Test
  void followsFiles(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("team/cart.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, BOTH);
    SloRegistry registry = registry(Optional.of(directory));
    List<InForce> told = new ArrayList<>();
    registry.onChange(told::add);
    assertThat(names(registry.current())).containsExactly("cart");

    Files.writeString(file, BOTH.replace("name: cart", "name: basket"));
    clock.advance(Duration.ofSeconds(10));
    registry.refresh();
    assertThat(told).hasSize(1);
    assertThat(names(registry.current())).containsExactly("basket");
    assertThat(store.current())
        .extracting(Revision::origin)
        .containsOnly("file:" + Path.of("team", "cart.yaml"));

    Files.writeString(file, "{ no yaml");
    clock.advance(Duration.ofSeconds(10));
    assertThat(names(registry.current())).containsExactly("basket");
    assertThat(registry.problems().problems())
        .extracting(SloProblem::says)
        .singleElement()
        .asString()
        .startsWith("is no YAML");
    // A file that was broken before the start says what is stored of it.
    assertThat(names(registry(Optional.of(directory)).current())).containsExactly("basket");

    Files.delete(file);
    clock.advance(Duration.ofSeconds(10));
    assertThat(names(registry.current())).isEmpty();
    assertThat(store.current()).isEmpty();
  }

  @Test
  void whatAFileDeclaresIsChangedThereAlone(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("cart.yaml"), BOTH);
    SloRegistry registry = registry(Optional.of(directory));
    assertThatThrownBy(() -> apply(registry, SLO, false))
        .hasMessage("SLO 'cart' is declared in the file 'cart.yaml'; expected a change there");
    assertThatThrownBy(() -> registry.delete(new DocumentKey("SLO", "cart"), "", false))
        .hasMessageContaining("cart.yaml");

    apply(registry, SLO.replace("name: cart", "name: other"), false);
    assertThat(names(registry.current())).containsExactly("cart", "other");
  }

  @Test
  void twoFilesThatDeclareTheSameAreTold(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("a.yaml"), BOTH);
    Files.writeString(directory.resolve("b.yaml"), SLO.replace("0.99", "0.5"));
    SloRegistry registry = registry(Optional.of(directory));
    assertThat(registry.current().slos().getFirst().objectives().getFirst().target())
        .isEqualTo(0.99);
    assertThat(registry.problems().problems())
        .extracting(SloProblem::toString)
        .containsExactly(
            "b.yaml:3:18 metadata.name: is that of another SLO as well, in a.yaml:6; expected each"
                + " name once");
  }

  @Test
  void acceptsSlosMadeInHeadroom() {
    SloRegistry registry = registry(Optional.empty());
    apply(registry, BOTH, false);
    InForce made = registry.current();
    registry.delete(new DocumentKey("SLO", "cart"), "", false);
    assertThat(registry.accept(made.slos(), "anna", false).applied()).isTrue();
    assertThat(registry.current().slos()).isEqualTo(made.slos());
  }

  @Test
  void v2alphaNamesAreTakenInAndGivenBack() {
    String v2 =
        """
        apiVersion: openslo.com/v2alpha
        kind: DataSource
        metadata:
          name: prod
        spec:
          headroom:
            environment: prod
        ---
        apiVersion: openslo.com/v2alpha
        kind: SLO
        metadata:
          name: cart
        spec:
          service: cart
          sli:
            metadata:
              name: works
            spec:
              ratioMetric:
                good:
                  dataSourceRef: prod
                  spec:
                    status: ok
                total:
                  headroom:
                    environment: prod
                  spec:
                    signal: spans
          timeWindow:
            - duration: 28d
              isRolling: true
          budgetingMethod: Occurrences
          objectives:
            - target: 0.99
        """;
    SloRegistry registry = registry(Optional.empty());
    assertThat(apply(registry, v2, false).problems()).isEmpty();
    assertThat(registry.export("", "")).isEqualTo(v2);
    assertThat(store.epochs().getFirst().indicator())
        .isEqualTo("spans of cart: failed|environment=prod");
  }
}
