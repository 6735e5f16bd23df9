package dev.headroom.query.view;

/// Something that is missing and how to get it.
///
/// @param title what is missing, one sentence
/// @param detail why it matters, one or two sentences
/// @param fix lines to paste: environment variables, a command; may be empty
public record Hint(String title, String detail, String fix) {}
