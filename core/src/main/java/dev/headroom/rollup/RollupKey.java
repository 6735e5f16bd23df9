package dev.headroom.rollup;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.List;

/// What a rollup is about. [#fields] and [#of] turn a key into texts and back, for storage.
public sealed interface RollupKey {

  RollupKind kind();

  /// The key's parts as texts, in the order of the record.
  List<String> fields();

  /// Whose telemetry it is, for filtering and caps.
  ServiceName service();

  /// Reads what [#fields] wrote.
  static RollupKey of(RollupKind kind, List<String> f) {
    return switch (kind) {
      case OPERATION ->
          new Operation(
              new ServiceName(f.get(0)),
              new OperationName(f.get(1)),
              SpanKind.valueOf(f.get(2)),
              f.get(3),
              f.get(4));
      case INSTANCE ->
          new Instance(new ServiceName(f.get(0)), f.get(1), f.get(2), f.get(3), f.get(4));
      case ROUTE ->
          new Route(
              new ServiceName(f.get(0)), new OperationName(f.get(1)), SpanKind.valueOf(f.get(2)));
      case SEGMENT ->
          new Segment(
              new ServiceName(f.get(0)),
              new OperationName(f.get(1)),
              Dimension.valueOf(f.get(2)),
              f.get(3));
      case EDGE ->
          new Edge(
              new ServiceName(f.get(0)),
              new OperationName(f.get(1)),
              new NodeId(NodeType.valueOf(f.get(2)), f.get(3)),
              f.get(4));
      case STATEMENT ->
          new Statement(
              new ServiceName(f.get(0)),
              new OperationName(f.get(1)),
              new NodeId(NodeType.valueOf(f.get(2)), f.get(3)),
              f.get(4));
      case PATH ->
          new Path(
              new ServiceName(f.get(0)),
              new OperationName(f.get(1)),
              new ServiceName(f.get(2)),
              new OperationName(f.get(3)));
      case METRIC ->
          new Metric(
              new ServiceName(f.get(0)),
              f.get(1),
              f.get(2),
              f.get(3),
              MetricType.valueOf(f.get(4)),
              f.get(5));
      case TEMPLATE ->
          new Template(new ServiceName(f.get(0)), f.get(1), Integer.parseInt(f.get(2)), f.get(3));
      case SLI ->
          new Sli(new ServiceName(f.get(0)), f.get(1), SliSplit.valueOf(f.get(2)), f.get(3));
      case SIBLINGS ->
          new Siblings(
              new ServiceName(f.get(0)),
              new OperationName(f.get(1)),
              serviceOperation(f, 2),
              serviceOperation(f, 4),
              serviceOperation(f, 6));
    };
  }

  private static ServiceOperation serviceOperation(List<String> fields, int at) {
    return new ServiceOperation(
        new ServiceName(fields.get(at)), new OperationName(fields.get(at + 1)));
  }

  /// @param version empty when not told
  /// @param environment empty when not told
  record Operation(
      ServiceName service,
      OperationName operation,
      SpanKind spanKind,
      String version,
      String environment)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.OPERATION;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), operation.value(), spanKind.name(), version, environment);
    }
  }

  record Instance(
      ServiceName service, String instance, String version, String environment, String region)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.INSTANCE;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), instance, version, environment, region);
    }
  }

  record Route(ServiceName service, OperationName operation, SpanKind spanKind)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.ROUTE;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), operation.value(), spanKind.name());
    }
  }

  /// By what a route's traffic is split.
  enum Dimension {
    TENANT,
    SEGMENT,
    FEATURE
  }

  record Segment(ServiceName service, OperationName operation, Dimension dimension, String value)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.SEGMENT;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), operation.value(), dimension.name(), value);
    }
  }

  /// A call, or a message taken from a queue.
  ///
  /// An edge towards a queue with the callee operation [#CONSUME] stands for the other half of
  /// messaging: the service takes messages from the queue, so data flows from the queue to the
  /// service. Its durations are those of the consumption, its peer durations how long messages
  /// waited since they were published.
  ///
  /// @param operation the entry operation of the caller under which the call was made; the
  ///   consuming operation for [#CONSUME]
  /// @param calleeOperation the callee's entry operation, or what is asked of a virtual node
  record Edge(ServiceName service, OperationName operation, NodeId callee, String calleeOperation)
      implements RollupKey {
    /// The callee operation of edges along which a service takes messages from a queue.
    public static final String CONSUME = "consume";

    /// Whether the service takes messages from the queue, so that data flows towards the service.
    public boolean consumes() {
      return callee.type() == NodeType.QUEUE && calleeOperation.equals(CONSUME);
    }

    @Override
    public RollupKind kind() {
      return RollupKind.EDGE;
    }

    @Override
    public List<String> fields() {
      return List.of(
          service.value(), operation.value(), callee.type().name(), callee.name(), calleeOperation);
    }
  }

  /// @param operation the entry operation of the caller under which the statement ran
  record Statement(ServiceName service, OperationName operation, NodeId database, String text)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.STATEMENT;
    }

    @Override
    public List<String> fields() {
      return List.of(
          service.value(), operation.value(), database.type().name(), database.name(), text);
    }
  }

  /// @param service the route's service
  /// @param operation the route
  /// @param onService whose exclusive time it is
  /// @param onOperation which operation's
  record Path(
      ServiceName service,
      OperationName operation,
      ServiceName onService,
      OperationName onOperation)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.PATH;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), operation.value(), onService.value(), onOperation.value());
    }
  }

  /// How the points of a series combine.
  enum MetricType {
    GAUGE,
    COUNTER,
    UP_DOWN_COUNTER,
    HISTOGRAM,
    SUMMARY
  }

  /// @param instance empty when not told
  /// @param unit UCUM, after normalisation
  /// @param attributes `key=value` pairs sorted by key, joined by commas
  record Metric(
      ServiceName service,
      String instance,
      String metric,
      String unit,
      MetricType type,
      String attributes)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.METRIC;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), instance, metric, unit, type.name(), attributes);
    }
  }

  /// @param template the text with `<*>` where records differ
  /// @param severity OTLP's number of the record's severity range (1, 5, 9, 13, 17, 21), 0 unknown
  record Template(ServiceName service, String template, int severity, String version)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.TEMPLATE;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), template, Integer.toString(severity), version);
    }
  }

  /// By what the bad events of an indicator are split.
  enum SliSplit {
    /// Not split: all events.
    TOTAL,
    OPERATION,
    VERSION,
    INSTANCE,
    TENANT,
    SEGMENT,
    FEATURE
  }

  /// @param spec [SliSpec#text] of what is counted
  /// @param value of the split; empty for the total
  record Sli(ServiceName service, String spec, SliSplit split, String value) implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.SLI;
    }

    @Override
    public List<String> fields() {
      return List.of(service.value(), spec, split.name(), value);
    }
  }

  /// Two operations whose spans have one parent.
  ///
  /// @param service the route's service
  /// @param operation the route
  /// @param first the lesser of the two by name, service first
  record Siblings(
      ServiceName service,
      OperationName operation,
      ServiceOperation parent,
      ServiceOperation first,
      ServiceOperation second)
      implements RollupKey {
    @Override
    public RollupKind kind() {
      return RollupKind.SIBLINGS;
    }

    @Override
    public List<String> fields() {
      return List.of(
          service.value(),
          operation.value(),
          parent.service().value(),
          parent.operation().value(),
          first.service().value(),
          first.operation().value(),
          second.service().value(),
          second.operation().value());
    }
  }
}
