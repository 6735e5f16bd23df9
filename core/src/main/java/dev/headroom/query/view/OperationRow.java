package dev.headroom.query.view;

/// One operation of a service, all its versions together.
///
/// @param kind `SERVER`, `CLIENT`, `INTERNAL`, `PRODUCER`, `CONSUMER` or `UNSPECIFIED`
/// @param entry whether it takes requests or messages in, so that it has a route page
/// @param sparkline lines `rate`, `errors`, `p95`
public record OperationRow(
    String service,
    String operation,
    String kind,
    boolean entry,
    Traffic traffic,
    Trends trends,
    Chart sparkline) {}
