package dev.headroom.server.openslo;

import dev.headroom.server.files.WatchedDirectory;
import dev.headroom.server.files.WatchedDirectory.Parsed;
import dev.headroom.store.SloDocuments.Revision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Documents from files and from the store.
final class SloFiles implements WatchedDirectory.Format<Document, SloProblem> {
  private SloFiles() {}

  static WatchedDirectory<Document, SloProblem> watch(Path directory, InstantSource clock) {
    return new WatchedDirectory<>(
        directory, List.of(".yaml", ".yml", ".json"), new SloFiles(), clock);
  }

  @Override
  public Parsed<Document, SloProblem> parse(String name, byte[] content) {
    Problems problems = new Problems();
    DocumentReader.Read read = DocumentReader.read(name, content, problems);
    return new Parsed<>(read.documents(), problems.sorted(), read.broken());
  }

  @Override
  public SloProblem problem(String name, String message) {
    return new SloProblem(SloProblem.Level.ERROR, name, 0, 0, 0, "", "", message, "");
  }

  /// A document as it is stored.
  static Document stored(Revision revision) {
    String json = revision.json() == null ? "{}" : revision.json();
    List<Document> read =
        DocumentReader.read(
                revision.key().toString(), json.getBytes(StandardCharsets.UTF_8), new Problems())
            .documents();
    if (read.isEmpty()) {
      throw new IllegalStateException(revision.key() + " is stored as '" + json + "'");
    }
    return settled(read.getFirst(), revision.origin());
  }

  /// The document without places, called by what it is and where it is from.
  static Document settled(Document document, String origin) {
    return new Document(
        document.kind() + " '" + document.name() + "' (" + origin + ")",
        1,
        (Tree.Mapping) unplaced(document.root()));
  }

  private static Tree unplaced(Tree tree) {
    return switch (tree) {
      case Tree.Leaf leaf -> new Tree.Leaf(Tree.Mark.NONE, leaf.kind(), leaf.text());
      case Tree.Sequence list -> Tree.list(list.items().stream().map(SloFiles::unplaced).toList());
      case Tree.Mapping mapping -> {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        mapping
            .entries()
            .forEach((name, entry) ->
                entries.put(name, new Tree.Entry(Tree.Mark.NONE, unplaced(entry.value()))));
        yield new Tree.Mapping(Tree.Mark.NONE, entries);
      }
    };
  }
}
