package dev.headroom.server.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A mail server that keeps mails and offers no TLS. It refuses receivers at `nobody.example`.
final class FakeMailServer implements AutoCloseable {
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> lines = new ArrayList<>();
  private final List<String> mails = new ArrayList<>();

  FakeMailServer() {
    try {
      socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = threads.submit(this::listen);
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        var _ = threads.submit(() -> talk(client));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void talk(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      say(client, "220 fake");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        String command = line.toUpperCase(Locale.ROOT);
        if (command.startsWith("EHLO")) {
          say(client, "250-fake\r\n250-AUTH PLAIN\r\n250 8BITMIME");
        } else if (command.startsWith("AUTH")) {
          say(client, "235 welcome");
        } else if (command.startsWith("RCPT") && command.contains("@NOBODY.EXAMPLE")) {
          say(client, "550 no such mailbox");
        } else if (command.equals("DATA")) {
          say(client, "354 go on");
          mail(in);
          say(client, "250 taken");
        } else if (command.equals("QUIT")) {
          say(client, "221 bye");
          return;
        } else {
          say(client, "250 fine");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mail(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      mail.append(line).append('\n');
    }
    synchronized (mails) {
      mails.add(mail.toString());
    }
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  int port() {
    return socket.getLocalPort();
  }

  /// What was said to it.
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  List<String> mails() {
    synchronized (mails) {
      return List.copyOf(mails);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    threads.close();
  }
}
