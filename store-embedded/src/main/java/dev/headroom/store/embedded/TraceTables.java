package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Pages;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.Partition.Sort;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads kept traces within one transaction.
///
/// There is no index on trace ids: ids are spread at random, so an index would cost more at each
/// commit than it saves; looking through the id column of all days is a matter of milliseconds.
final class TraceTables implements TraceReader {
  private static final String COLUMNS =
      "id_hi, id_lo, start, duration, service, operation, error, spans, service_count, weight,"
          + " reason, size, payload";

  private static final int FIRST_BATCH = 64;
  private static final int LAST_BATCH = 512;

  private final DuckDbFile.Lease lease;
  private final Layout layout;
  private final TraceInspector inspector;
  private final long deadlineNanos;

  /// @param deadlineNanos in terms of [System#nanoTime]; a search beyond it is given up
  TraceTables(DuckDbFile.Lease lease, Layout layout, TraceInspector inspector, long deadlineNanos) {
    this.lease = lease;
    this.layout = layout;
    this.inspector = inspector;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public List<StoredTrace> find(TraceId id) {
    List<StoredTrace> found = new ArrayList<>();
    String tables =
        layout.all(Sort.TRACE).stream()
            .map(day ->
                "select "
                    + COLUMNS
                    + " from "
                    + Sql.name(day.table())
                    + " where id_lo = "
                    + id.lo()
                    + " and id_hi = "
                    + id.hi())
            .collect(Collectors.joining(" union all "));
    if (!tables.isEmpty()) {
      lease.query(tables, row -> found.add(trace(row)));
    }
    found.sort(Comparator.comparingLong(StoredTrace::startNanos));
    return found;
  }

  @Override
  public List<StoredTrace> search(Search search) {
    List<StoredTrace> page = new ArrayList<>();
    long from = Pages.nanos(search.window().from());
    long to = Math.min(search.before(), Pages.nanos(search.window().to()));
    if (from >= to || search.limit() < 1) {
      return page;
    }
    for (Partition day : days(from, to).reversed()) {
      if (searchDay(day, search, from, to, page)) {
        break;
      }
    }
    return page;
  }

  static long seconds(long nanos) {
    return Math.floorDiv(nanos, 1_000_000_000L);
  }

  @Override
  public List<Head> heads(Search search) {
    Search plain = search.withoutAttributes();
    List<Head> heads = new ArrayList<>();
    long from = Pages.nanos(plain.window().from());
    long to = Math.min(plain.before(), Pages.nanos(plain.window().to()));
    Condition where = condition(plain);
    for (Partition day : days(from, to).reversed()) {
      if (heads.size() < plain.limit()) {
        lease.query(
            "select id_hi, id_lo, start, weight from "
                + Sql.name(day.table())
                + " where "
                + where.sql()
                + " and start >= "
                + from
                + " and start < "
                + to
                + " order by start desc, id_hi, id_lo limit "
                + (plain.limit() - heads.size()),
            row ->
                heads.add(
                    new Head(
                        new TraceId(row.getLong(1), row.getLong(2)),
                        row.getLong(3),
                        row.getDouble(4))),
            where.parameters().toArray());
      }
    }
    heads.sort(Head.NEWEST);
    return heads;
  }

  @Override
  public Map<ServiceOperation, List<Head>> heads(
      Collection<ServiceOperation> roots, TimeWindow window, int mostOfEach) {
    Map<ServiceOperation, List<Head>> heads = new HashMap<>();
    long from = Pages.nanos(window.from());
    long to = Pages.nanos(window.to());
    Condition where = rootedIn(roots);
    for (Partition day : roots.isEmpty() ? List.<Partition>of() : days(from, to)) {
      lease.query(
          "select service, operation, id_hi, id_lo, start, weight from "
              + Sql.name(day.table())
              + " where "
              + where.sql()
              + " and start >= "
              + from
              + " and start < "
              + to
              + " qualify row_number() over (partition by service, operation"
              + " order by start desc, id_hi, id_lo) <= "
              + mostOfEach,
          row -> {
            ServiceOperation root =
                new ServiceOperation(
                    new ServiceName(row.getString(1)), new OperationName(row.getString(2)));
            heads
                .computeIfAbsent(root, _ -> new ArrayList<>())
                .add(
                    new Head(
                        new TraceId(row.getLong(3), row.getLong(4)),
                        row.getLong(5),
                        row.getDouble(6)));
          },
          where.parameters().toArray());
    }
    heads.keySet().retainAll(Set.copyOf(roots));
    heads.replaceAll((_, of) -> of.stream().sorted(Head.NEWEST).limit(mostOfEach).toList());
    return heads;
  }

  /// All roots of these, and others that have the service of one and the operation of another.
  private static Condition rootedIn(Collection<ServiceOperation> roots) {
    Condition.Builder all = new Condition.Builder();
    all.and("reason <> 'LATE'");
    oneOf(all, "service", roots.stream().map(root -> root.service().value()));
    oneOf(all, "operation", roots.stream().map(root -> root.operation().value()));
    return all.build();
  }

  private static void oneOf(Condition.Builder all, String column, Stream<String> values) {
    Object[] different = values.distinct().toArray();
    String places = String.join(", ", Collections.nCopies(different.length, "?"));
    all.and(column + " in (" + places + ")", different);
  }

  private List<Partition> days(long from, long to) {
    return from >= to
        ? List.of()
        : layout.overlapping(Sort.TRACE, seconds(from), seconds(to - 1) + 1);
  }

  @Override
  public List<StoredTrace> read(Collection<Head> heads) {
    if (heads.isEmpty()) {
      return List.of();
    }
    Set<Head> wanted = Set.copyOf(heads);
    long first = heads.stream().mapToLong(Head::startNanos).min().orElse(0);
    long last = heads.stream().mapToLong(Head::startNanos).max().orElse(0);
    String starts =
        heads.stream()
            .map(head -> Long.toString(head.startNanos()))
            .distinct()
            .collect(Collectors.joining(", "));
    List<StoredTrace> traces = new ArrayList<>();
    for (Partition day : days(first, last + 1)) {
      lease.query(
          "select "
              + COLUMNS
              + " from "
              + Sql.name(day.table())
              + " where reason <> 'LATE' and start >= "
              + first
              + " and start <= "
              + last
              + " and start in ("
              + starts
              + ")",
          row -> {
            TraceId id = new TraceId(row.getLong(1), row.getLong(2));
            if (wanted.contains(new Head(id, row.getLong(3), row.getDouble(10)))) {
              traces.add(trace(row));
            }
          });
    }
    traces.sort(Pages.NEWEST_TRACE.reversed());
    return traces;
  }

  private record Row(long row, long start) {}

  /// Goes on filling the page; true when it is complete.
  private boolean searchDay(
      Partition day, Search search, long from, long to, List<StoredTrace> page) {
    Condition where = condition(search);
    long before = to;
    int batch = search.attributes().isEmpty() ? search.limit() : FIRST_BATCH;
    while (true) {
      List<Row> heads = rows(day, where, from, before, batch);
      for (StoredTrace trace : load(day, heads)) {
        if (Pages.complete(page, trace, search.limit())) {
          return true;
        }
        if (search.attributes().isEmpty()
            || inspector.carries(trace.payload(), search.attributes())) {
          page.add(trace);
        }
      }
      if (heads.size() < batch) {
        return false;
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new HeadroomException(
            ErrorCode.OVERLOADED,
            "the search looked through too many traces; ask for a shorter window, a service or an"
                + " operation");
      }
      before = heads.getLast().start;
      batch = Math.max(batch, Math.min(LAST_BATCH, batch * 2));
    }
  }

  /// The newest traces that match, with all that share the start of the last one.
  private List<Row> rows(Partition day, Condition where, long from, long before, int limit) {
    String select = "select rowid, start from " + Sql.name(day.table()) + " where " + where.sql();
    Object[] parameters = where.parameters().toArray();
    List<Row> heads = new ArrayList<>();
    lease.query(
        select
            + " and start >= "
            + from
            + " and start < "
            + before
            + " order by start desc limit "
            + limit,
        row -> heads.add(new Row(row.getLong(1), row.getLong(2))),
        parameters);
    if (heads.size() == limit) {
      long last = heads.getLast().start;
      heads.removeIf(head -> head.start == last);
      lease.query(
          select + " and start = " + last,
          row -> heads.add(new Row(row.getLong(1), row.getLong(2))),
          parameters);
    }
    return heads;
  }

  private List<StoredTrace> load(Partition day, List<Row> heads) {
    if (heads.isEmpty()) {
      return List.of();
    }
    List<StoredTrace> traces = new ArrayList<>(heads.size());
    String rows =
        heads.stream().map(head -> Long.toString(head.row)).collect(Collectors.joining(", "));
    lease.query(
        "select " + COLUMNS + " from " + Sql.name(day.table()) + " where rowid in (" + rows + ")",
        row -> traces.add(trace(row)));
    traces.sort(Pages.NEWEST_TRACE);
    return traces;
  }

  private static Condition condition(Search search) {
    Condition.Builder all = new Condition.Builder();
    all.and("reason <> 'LATE'");
    ServiceName service = search.service();
    if (service != null && search.anySpan()) {
      String listed = serviceList(List.of(service.value()));
      all.and("(service = ? or contains(services, ?))", service.value(), listed);
    } else if (service != null) {
      all.and("service = ?", service.value());
    }
    OperationName operation = search.operation();
    if (operation != null) {
      all.and("operation = ?", operation.value());
    }
    if (search.minDurationNanos() > 0) {
      all.and("duration >= " + search.minDurationNanos());
    }
    if (search.maxDurationNanos() < Long.MAX_VALUE) {
      all.and("duration <= " + search.maxDurationNanos());
    }
    if (search.error() != null) {
      all.and("error = " + search.error());
    }
    return all.build();
  }

  /// Names, each between line feeds, so that a whole name can be looked for.
  static String serviceList(Iterable<String> names) {
    StringBuilder list = new StringBuilder("\n");
    names.forEach(name -> list.append(name).append('\n'));
    return list.toString();
  }

  private static StoredTrace trace(ResultSet row) throws SQLException {
    return new StoredTrace(
        new TraceId(row.getLong(1), row.getLong(2)),
        row.getLong(3),
        row.getLong(4),
        new ServiceName(row.getString(5)),
        new OperationName(row.getString(6)),
        row.getBoolean(7),
        row.getInt(8),
        row.getInt(9),
        row.getDouble(10),
        KeepReason.valueOf(row.getString(11)),
        Packing.unpack(row.getBytes(13), row.getInt(12)));
  }
}
