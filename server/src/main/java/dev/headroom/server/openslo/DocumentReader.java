package dev.headroom.server.openslo;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the text of a file into documents: YAML of one or several documents, or JSON. What is
/// empty is left out.
final class DocumentReader {
  private DocumentReader() {}

  /// @param broken whether some of the file could not be read at all
  record Read(List<Document> documents, boolean broken) {
    Read {
      documents = List.copyOf(documents);
    }
  }

  /// @param file how the file is called in problems
  static Read read(String file, byte[] content, Problems into) {
    TreeProblems problems = new TreeProblems(file, into);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException _) {
      problems.broken(Tree.Mark.NONE, "is no text in UTF-8");
      return new Read(List.of(), true);
    }
    List<Document> documents = new ArrayList<>();
    int number = 0;
    for (Tree tree : trees(text.startsWith("\ufeff") ? text.substring(1) : text, problems)) {
      number++;
      if (tree instanceof Tree.Mapping mapping) {
        documents.add(new Document(file, number, mapping));
      } else if (tree != null) {
        problems.document(number);
        problems.add(
            tree.mark(),
            "",
            "is " + tree.words(),
            "a map with apiVersion, kind, metadata and spec");
      }
    }
    return new Read(documents, problems.isBroken());
  }

  private static List<@Nullable Tree> trees(String text, TreeProblems problems) {
    String visible = text.stripLeading();
    if (visible.startsWith("{") || visible.startsWith("[")) {
      List<@Nullable Tree> json = JsonTrees.read(text, problems);
      if (json != null) {
        return json;
      }
    }
    return YamlTrees.read(text, problems);
  }
}
