package dev.headroom.query.view;

/// One attribute, its value as text.
public record AttributeView(String key, String value) {}
