package dev.headroom.demo.control;

import dev.headroom.demo.trouble.Trouble;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// One line on a service's standard input.
///
/// Standard input is used instead of HTTP so that steering the demo leaves no trace in its
/// telemetry, and so that the end of the stream tells a service that its launcher is gone.
public sealed interface ControlMessage {

  /// The line without its line break.
  String line();

  /// Parses a line.
  ///
  /// @throws IllegalArgumentException when the line is none of the known messages
  static ControlMessage parse(String line) {
    List<String> words = Arrays.asList(line.strip().split(" "));
    if (words.size() == 3 && words.getFirst().equals("trouble")) {
      return new Switch(Trouble.named(words.get(1)), parseState(words.get(2)));
    }
    if (words.size() == 3 && words.getFirst().equals("endpoints")) {
      return new Endpoints(words.get(1), parsePorts(words.get(2)));
    }
    throw new IllegalArgumentException(
        "unknown control line '"
            + line
            + "', expected 'trouble NAME on|off' or"
            + " 'endpoints SERVICE PORT[,PORT]'");
  }

  private static boolean parseState(String word) {
    return switch (word) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("state '" + word + "', expected 'on' or 'off'");
    };
  }

  private static List<Integer> parsePorts(String word) {
    return Arrays.stream(word.split(",")).map(Integer::parseInt).toList();
  }

  /// Switch a trouble on or off.
  record Switch(Trouble trouble, boolean on) implements ControlMessage {
    @Override
    public String line() {
      return "trouble " + trouble.key() + (on ? " on" : " off");
    }
  }

  /// From now on `service` answers on these ports of the loopback interface.
  record Endpoints(String service, List<Integer> ports) implements ControlMessage {
    /// Requires a service name and at least one port.
    public Endpoints {
      ports = List.copyOf(ports);
      if (service.isBlank() || service.contains(" ")) {
        throw new IllegalArgumentException("service '" + service + "', expected one word");
      }
      if (ports.isEmpty()) {
        throw new IllegalArgumentException("ports of " + service + " are empty, expected one");
      }
    }

    @Override
    public String line() {
      return "endpoints "
          + service
          + " "
          + ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
  }
}
