package dev.headroom.analysis.diagnosis;

/// Somebody changed a node: a deployment, a new version, a setting.
///
/// @param timeNanos since the epoch
/// @param what in words
public record ChangeFact(String node, long timeNanos, String what) {}
