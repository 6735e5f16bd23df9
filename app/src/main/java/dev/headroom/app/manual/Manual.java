package dev.headroom.app.manual;

import dev.headroom.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/// Writes what a system's `share` directory takes: a manual page per command, and the completion
/// script for bash (which zsh reads too).
public final class Manual {
  private Manual() {}

  /// @param args the directory, which is created when it is not there
  public static void main(String[] args) throws IOException {
    write(Main.commandLine(), Path.of(args[0]));
  }

  /// The pages come from the commands themselves, so that they tell what `--help` tells.
  static void write(CommandLine root, Path share) throws IOException {
    Path pages = Files.createDirectories(share.resolve("man/man1"));
    pages(root, pages);
    Path completions = Files.createDirectories(share.resolve("bash-completion/completions"));
    String name = root.getCommandName();
    Files.writeString(completions.resolve(name), AutoComplete.bash(name, root));
  }

  private static void pages(CommandLine command, Path pages) throws IOException {
    ManPage page = new ManPage(command);
    Files.writeString(pages.resolve(page.name() + ".1"), page.text());
    for (CommandLine sub : command.getSubcommands().values()) {
      if (!sub.getCommandSpec().usageMessage().hidden()) {
        pages(sub, pages);
      }
    }
  }
}
