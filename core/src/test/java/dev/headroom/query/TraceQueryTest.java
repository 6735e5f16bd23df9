package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.query.view.TraceRow;
import dev.headroom.query.view.TraceView;
import dev.headroom.query.view.TraceView.AssumedOrder;
import dev.headroom.query.view.TraceView.Note;
import dev.headroom.query.view.TraceView.PathStep;
import dev.headroom.query.view.TraceView.SpanRow;
import dev.headroom.query.view.TracesView;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TraceQueryTest {
  private static final long START = (NOON.getEpochSecond() - 300) * 1_000_000_000L;
  private static final TraceId ID = new TraceId(1, 2);

  private final ModelFixture model = new ModelFixture();

  private static Span span(
      TraceId trace, long id, long parent, String service, String name, long from, long to) {
    return new Span(
        trace,
        new SpanId(id),
        parent == 0 ? null : new SpanId(parent),
        "",
        0,
        name,
        SpanKind.SERVER,
        START + from,
        START + to,
        new Attributes(Map.of("k", new Value.Text("v" + id))),
        List.of(),
        List.of(),
        id == 4 ? Span.Status.ERROR : Span.Status.UNSET,
        "",
        0,
        0,
        0,
        new Attributes(Map.of("service.name", new Value.Text(service))),
        Scope.NONE);
  }

  private static Span span(long id, long parent, String name, long from, long to) {
    return span(ID, id, parent, "checkout", name, from, to);
  }

  @Test
  void theWaterfallIsInTreeOrderAndThePathSumsToTheRoot() {
    model.trace(
        KeepReason.SLOW,
        span(1, 0, "root", 0, 100),
        span(3, 1, "late", 50, 90),
        span(2, 1, "early", 10, 40),
        span(4, 2, "below early", 20, 30),
        span(5, 1, "beside late", 55, 60));

    TraceView trace = model.queries.trace(ID);

    assertThat(trace.spans())
        .extracting(SpanRow::name)
        .containsExactly("root", "early", "below early", "late", "beside late");
    assertThat(trace.spans()).extracting(SpanRow::depth).containsExactly(0, 1, 2, 1, 1);
    assertThat(trace.spans())
        .extracting(SpanRow::offsetNanos)
        .containsExactly(0L, 10L, 20L, 50L, 55L);
    assertThat(trace.spans())
        .extracting(SpanRow::exclusiveNanos)
        .containsExactly(30L, 20L, 10L, 40L, 0L);
    assertThat(trace.spans().get(4).onCriticalPath()).isFalse();
    assertThat(trace.path().stream().mapToLong(TraceView.PathStep::durationNanos).sum())
        .isEqualTo(trace.durationNanos())
        .isEqualTo(100);
    assertThat(trace.exclusive().stream().mapToLong(TraceView.Exclusive::nanos).sum())
        .isEqualTo(100);
    assertThat(trace.exclusive().getFirst().operation()).isEqualTo("late");
    assertThat(trace.error()).isTrue();
    assertThat(trace.keptFor()).isEqualTo("SLOW");
    assertThat(trace.notes()).isEmpty();
    assertThat(trace.spans().getFirst().attributes().getFirst().value()).isEqualTo("v1");
  }

  @Test
  void whatIsOddIsNoted() {
    model.trace(
        KeepReason.RESERVOIR,
        span(1, 0, "root", 0, 100),
        span(2, 99, "orphan", 10, 40),
        span(3, 1, "outside", 200, 240));
    model.trace(KeepReason.LATE, span(6, 1, "late", 60, 70), span(1, 0, "root again", 0, 100));

    TraceView trace = model.queries.trace(ID);

    assertThat(trace.notes())
        .extracting(Note::kind)
        .containsExactly(
            Note.Kind.MISSING_PARENT,
            Note.Kind.SEVERAL_ROOTS,
            Note.Kind.OUTSIDE_PARENT,
            Note.Kind.LATE_PARTS,
            Note.Kind.DUPLICATE_SPAN);
    assertThat(trace.operation()).isEqualTo("root");
    assertThat(trace.extentNanos()).isEqualTo(240);
    assertThat(trace.keptFor()).isEqualTo("RESERVOIR");
    assertThat(trace.spans().stream().filter(SpanRow::missingParent))
        .extracting(SpanRow::name)
        .containsExactly("orphan");
    assertThat(trace.spans()).hasSize(4);
  }

  @Test
  void aRingOfParentsAndAVeryDeepTraceEnd() {
    model.trace(
        KeepReason.RESERVOIR,
        span(1, 2, "a", 0, 100),
        span(2, 1, "b", 10, 40),
        span(3, 3, "own parent", 10, 40));
    Span[] deep = new Span[20_000];
    TraceId id = new TraceId(9, 9);
    for (int i = 0; i < deep.length; i++) {
      deep[i] = span(id, i + 1L, i, "checkout", "s" + i, i, 100_000 - i);
    }
    model.trace(KeepReason.SLOW, deep);

    assertThat(model.queries.trace(ID).spans()).hasSize(3);
    TraceView trace = model.queries.trace(id);
    assertThat(trace.spans().getLast().depth()).isEqualTo(19_999);
    assertThat(trace.path().stream().mapToLong(TraceView.PathStep::durationNanos).sum())
        .isEqualTo(100_000);
  }

  @Test
  void logsOfTheTraceComeOldestFirst() {
    model
        .trace(KeepReason.SLOW, span(1, 0, "root", 0, 100))
        .log(1, NOON.minusSeconds(299), "checkout", 17, "second", ID)
        .log(2, NOON.minusSeconds(300), "checkout", 9, "first", ID)
        .log(3, NOON.minusSeconds(300), "checkout", 9, "other", new TraceId(5, 5));

    assertThat(model.queries.trace(ID).logs())
        .extracting("body")
        .containsExactly("first", "second");
  }

  @Test
  void aTraceThatIsNotKeptIsNotFound() {
    assertThatThrownBy(() -> model.queries.trace(ID)).hasMessageContaining("is not kept");
  }

  @Test
  void pagesOfTracesHoldEachOnce() {
    model.at(
        -1,
        new RollupKey.Operation(service("checkout"), operation("root"), SpanKind.SERVER, "", ""),
        spans(1, 1, 0));
    for (int i = 0; i < 10; i++) {
      model.trace(
          KeepReason.RESERVOIR,
          span(
              new TraceId(7, i + 1L),
              1,
              0,
              "checkout",
              "root",
              i * 1_000_000L,
              i * 1_000_000L + 5));
    }
    List<TraceRow> seen = new ArrayList<>();
    TraceSearch search = TraceSearch.in(model.lastHour(), 4).of(service("checkout"), false);
    String cursor = null;
    int pages = 0;
    do {
      TracesView page =
          model.queries.traces(
              new TraceSearch(
                  search.window(),
                  search.service(),
                  false,
                  null,
                  0,
                  Long.MAX_VALUE,
                  null,
                  Map.of(),
                  cursor,
                  4));
      seen.addAll(page.traces());
      cursor = page.nextCursor();
      pages++;
    } while (cursor != null);

    assertThat(pages).isEqualTo(3);
    assertThat(seen).extracting(TraceRow::traceId).hasSize(10).doesNotHaveDuplicates();
    assertThat(seen.getFirst().start()).isAfter(seen.getLast().start());
  }

  private static RollupKey siblings(String first, String second) {
    ServiceOperation root = new ServiceOperation(service("checkout"), operation("root"));
    return new RollupKey.Siblings(
        service("checkout"),
        operation("root"),
        root,
        new ServiceOperation(service("checkout"), operation(first)),
        new ServiceOperation(service("checkout"), operation(second)));
  }

  private static Consumer<Rollup> orders(int firstBefore, int secondBefore, int overlapping) {
    return rollup -> {
      for (int i = 0; i < firstBefore + secondBefore + overlapping; i++) {
        boolean first = i < firstBefore;
        rollup.addOrder(first, !first && i < firstBefore + secondBefore, 1);
      }
    };
  }

  @Test
  void theOrderThatThePathTakesForGrantedComesWithItsConfidence() {
    model.trace(
        KeepReason.SLOW,
        span(1, 0, "root", 0, 100),
        span(2, 1, "c", 0, 20),
        span(3, 1, "a", 20, 40),
        span(5, 3, "below a", 25, 40),
        span(6, 1, "a", 40, 50),
        span(7, 1, "d", 50, 70),
        span(8, 1, "e", 70, 100),
        span(9, 1, "beside", 5, 60));
    model
        .at(-60, siblings("a", "c"), orders(3, 600, 0))
        .at(-600, siblings("a", "c"), orders(0, 637, 0))
        .at(-60, siblings("a", "d"), orders(2, 8, 10))
        .at(-60, siblings("d", "e"), orders(19, 0, 0));

    TraceView trace = model.queries.trace(ID);

    assertThat(trace.path().stream().map(PathStep::operation))
        .containsExactly("c", "a", "below a", "a", "d", "e");
    assertThat(trace.orders().stream().map(AssumedOrder::text))
        .containsExactly(
            "'checkout c' before 'checkout a': held in 99.7 % of 1,240 times",
            "'checkout a' before 'checkout d': held in 10 % of 20 times, so neither seems to wait"
                + " for the other",
            "'checkout d' before 'checkout e': not known; they came together 19 times, 20 are"
                + " needed");
    AssumedOrder first = trace.orders().getFirst();
    assertThat(first.verdict()).isEqualTo("BEFORE");
    assertThat(first.support()).isEqualTo(1_240);
    assertThat(first.parentOperation()).isEqualTo("root");
    assertThat(trace.orders().get(1).confidence()).isEqualTo(0.6);
  }
}
