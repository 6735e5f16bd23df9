package dev.headroom.query.view;

/// How a test notification went.
public record TargetTestView(String target, String answer) {}
