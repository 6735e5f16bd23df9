package dev.headroom.demo.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The operating-system account PostgreSQL runs under.
///
/// PostgreSQL refuses to run as root. A demo started by root therefore runs it as an unprivileged
/// account, through `setpriv` or `runuser` (both part of util-linux).
///
/// @param prefix words in front of a command to run it under the account, empty for the own one
/// @param name the account's name when it is another one
record Account(List<String> prefix, Optional<String> name) {
  private static final List<String> CANDIDATES = List.of("nobody", "postgres", "daemon");

  /// The own account, or an unprivileged one when the own one is root.
  static Account choose() throws IOException, PostgresUnavailableException {
    if (!isRoot()) {
      return new Account(List.of(), Optional.empty());
    }
    List<String> refusals = new ArrayList<>();
    for (String name : CANDIDATES) {
      Optional<String> user = id("-u", name);
      Optional<String> group = id("-g", name);
      if (user.isEmpty() || group.isEmpty()) {
        refusals.add("there is no account '" + name + "'");
        continue;
      }
      for (List<String> prefix : prefixes(name, user.get(), group.get())) {
        Optional<String> refusal = refusal(prefix);
        if (refusal.isEmpty()) {
          return new Account(prefix, Optional.of(name));
        }
        refusals.add(refusal.get());
      }
    }
    throw new PostgresUnavailableException(
        "PostgreSQL refuses to run as root, and no unprivileged account could be used: "
            + String.join("; ", refusals)
            + ". Start the demo as an ordinary user, or install util-linux (setpriv) and allow"
            + " changing the user id.");
  }

  /// A command run under this account.
  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(words);
    return command;
  }

  /// Whether this account may pass through all parents of a directory.
  boolean canReach(Path directory) throws IOException {
    if (name.isEmpty()) {
      return true;
    }
    for (Path path = directory.toRealPath(); path != null; path = path.getParent()) {
      if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  /// A directory below the system's temporary one that this account can reach, kept between runs so
  /// that the binaries are unpacked once.
  Path sharedHome() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path shared = temporary.resolve("headroom-demo-" + System.getProperty("user.name"));
    var permissions = PosixFilePermissions.fromString("rwxr-xr-x");
    if (!Files.exists(shared, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(shared, PosixFilePermissions.asFileAttribute(permissions));
      Files.setPosixFilePermissions(shared, permissions);
    }
    // Somebody else may have made a directory of this name to have their programs run here.
    UserPrincipal me =
        shared
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
    if (!Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)
        || !Files.getOwner(shared, LinkOption.NOFOLLOW_LINKS).equals(me)
        || !Files.getPosixFilePermissions(shared).equals(permissions)) {
      throw new IOException(
          shared + " exists but is not a directory that only " + me.getName() + " can write to");
    }
    return shared;
  }

  /// Gives a directory and all in it to this account.
  void own(Path directory) throws IOException {
    if (name.isEmpty()) {
      return;
    }
    UserPrincipal owner =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name.get());
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isSymbolicLink()) {
              Files.setOwner(file, owner);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            Files.setOwner(visited, owner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isRoot() throws IOException {
    return System.getProperty("os.name", "").equals("Linux")
        && id("-u").filter("0"::equals).isPresent();
  }

  private static List<List<String>> prefixes(String name, String user, String group) {
    return List.of(
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"),
        List.of("runuser", "-u", name, "--"));
  }

  /// Why a prefix does not work, empty when it does.
  private static Optional<String> refusal(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("/bin/sh", "-c", "exit 0"));
    try {
      Commands.Result result = Commands.run(command, Path.of("/"));
      return result.isSuccess()
          ? Optional.empty()
          : Optional.of(prefix.getFirst() + " said '" + result.output().strip() + "'");
    } catch (IOException e) {
      return Optional.of(prefix.getFirst() + " is not installed");
    }
  }

  private static Optional<String> id(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("id"));
    command.addAll(List.of(arguments));
    Commands.Result result = Commands.run(command, Path.of("/"));
    return result.isSuccess() ? Optional.of(result.output().strip()) : Optional.empty();
  }
}
