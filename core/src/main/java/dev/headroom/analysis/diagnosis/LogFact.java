package dev.headroom.analysis.diagnosis;

/// One log record that tells of a warning or an error.
///
/// @param timeNanos since the epoch
/// @param template the constant words of the line
public record LogFact(String node, long timeNanos, String template) {}
