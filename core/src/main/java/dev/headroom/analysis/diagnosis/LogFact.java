package dev.headroom.analysis.diagnosis;

/// Log records of one template that tell of a warning or an error.
///
/// @param timeNanos since the epoch; of many, when they began
/// @param template the constant words of the line
/// @param count how many records there were
public record LogFact(String node, long timeNanos, String template, int count) {}
