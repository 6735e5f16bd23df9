package dev.headroom.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// What one command line did.
record Cli(int code, String out, String err) {

  /// Runs it within this process.
  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new Cli(code, out.toString(), err.toString());
  }
}
