package dev.headroom.app.manual;

import dev.headroom.app.version.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// One command as a manual page: troff with the macros of man(7), plain ASCII.
final class ManPage {
  private static final List<String[]> EXIT_CODES =
      List.of(
          new String[] {"0", "fine"},
          new String[] {
            "1",
            "the answer is \"no\": not found, nothing imported, not ready, a service without owner,"
                + " a port or data directory in use"
          },
          new String[] {"2", "wrong usage, or a setting that cannot be used"},
          new String[] {"3", "the server cannot be reached, is overloaded, or its disk is full"});

  private final CommandLine command;
  private final CommandSpec spec;
  private final StringBuilder text = new StringBuilder();

  ManPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
  }

  /// `headroom`, or `headroom-routes`.
  String name() {
    return spec.qualifiedName("-");
  }

  String text() {
    text.setLength(0);
    line(
        ".TH "
            + escaped(name().toUpperCase(Locale.ROOT))
            + " 1 \"\" \"headroom "
            + escaped(Version.current())
            + "\" \"Headroom\"");
    section("NAME");
    paragraph(name() + " - " + about());
    section("SYNOPSIS");
    synopsis();
    section("DESCRIPTION");
    paragraph(String.join(" ", spec.usageMessage().description()));
    arguments("ARGUMENTS", spec.positionalParameters());
    arguments("OPTIONS", spec.options());
    commands();
    notes();
    section("EXIT STATUS");
    EXIT_CODES.forEach(code -> item(bold(code[0]), code[1]));
    seeAlso();
    return text.toString();
  }

  /// The first sentence of the description.
  private String about() {
    String all = String.join(" ", spec.usageMessage().description());
    int end = Stream.of(".", ":", ";").mapToInt(all::indexOf).filter(i -> i > 0).min().orElse(-1);
    return end < 0 ? all : all.substring(0, end);
  }

  private void synopsis() {
    Help help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
    String usage = help.synopsis(0).replaceAll("\\s+", " ").strip();
    String called = spec.qualifiedName(" ");
    // The names are what is typed as it stands.
    line(bold(called) + escaped(usage.substring(called.length())));
  }

  private void arguments(String title, Collection<? extends ArgSpec> arguments) {
    List<ArgSpec> shown = new ArrayList<>(arguments);
    shown.removeIf(ArgSpec::hidden);
    if (!shown.isEmpty()) {
      section(title);
      shown.forEach(argument -> item(label(argument), String.join(" ", argument.description())));
    }
  }

  private static String label(ArgSpec argument) {
    return switch (argument) {
      case OptionSpec option -> {
        String names = String.join(", ", Stream.of(option.names()).map(ManPage::bold).toList());
        yield option.arity().max() == 0 ? names : names + " " + italic(option.paramLabel());
      }
      case PositionalParamSpec positional -> italic(positional.paramLabel());
      default -> throw new IllegalStateException("neither option nor parameter: " + argument);
    };
  }

  private void commands() {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    command
        .getSubcommands()
        .forEach((name, sub) ->
            item(bold(name), String.join(" ", sub.getCommandSpec().usageMessage().description())));
  }

  private void notes() {
    List<String> footer =
        Stream.of(spec.usageMessage().footer()).filter(s -> !s.isBlank()).toList();
    if (!footer.isEmpty()) {
      section("NOTES");
      footer.forEach(this::paragraph);
    }
  }

  private void seeAlso() {
    List<String> pages = new ArrayList<>();
    CommandSpec parent = spec.parent();
    if (parent != null) {
      pages.add(bold(parent.qualifiedName("-")) + "(1)");
    }
    for (CommandLine sub : command.getSubcommands().values()) {
      if (!sub.getCommandSpec().usageMessage().hidden()) {
        pages.add(bold(sub.getCommandSpec().qualifiedName("-")) + "(1)");
      }
    }
    section("SEE ALSO");
    line(String.join(",\n", pages));
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void item(String label, String words) {
    line(".TP\n" + label);
    line(escaped(words));
  }

  private void paragraph(String words) {
    line(".PP\n" + escaped(words));
  }

  private void line(String troff) {
    text.append(troff).append('\n');
  }

  private static String bold(String words) {
    return "\\fB" + escaped(words) + "\\fR";
  }

  private static String italic(String words) {
    return "\\fI" + escaped(words) + "\\fR";
  }

  /// Text that troff sets as it is: no line of it is taken for a request, hyphens stay hyphens when
  /// they are copied, and what is not ASCII is named by its code point.
  static String escaped(String words) {
    StringBuilder safe = new StringBuilder();
    words
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> safe.append("\\e");
            case '-' -> safe.append("\\-");
            case '\'' -> safe.append("\\(aq");
            case '\n' -> safe.append(' ');
            default -> {
              if (c < 128) {
                safe.appendCodePoint(c);
              } else {
                safe.append(String.format(Locale.ROOT, "\\[u%04X]", c));
              }
            }
          }
        });
    return safe.isEmpty() || safe.charAt(0) != '.' ? safe.toString() : "\\&" + safe;
  }
}
