package dev.headroom.load.result;

/// A run as a page.
public final class HtmlReport {
  private HtmlReport() {}

  /// The document.
  public static String of(RunRecord run) {
    return "<pre>" + Markup.escaped(SummaryText.of(run)) + "</pre>";
  }
}
