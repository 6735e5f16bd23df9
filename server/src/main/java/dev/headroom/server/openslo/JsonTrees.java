package dev.headroom.server.openslo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.headroom.server.openslo.Tree.Leaf;
import dev.headroom.server.openslo.Tree.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON: documents one after the other, or in a list.
final class JsonTrees {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(50).maxNumberLength(200).build())
          .build();

  private final JsonParser parser;
  private final TreeProblems problems;

  private JsonTrees(JsonParser parser, TreeProblems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /// The documents of a text; null when it is no JSON.
  static @Nullable List<@Nullable Tree> read(String text, TreeProblems problems) {
    List<@Nullable Tree> documents = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonTrees trees = new JsonTrees(parser, problems);
      while (parser.nextToken() != null) {
        problems.document(documents.size() + 1);
        Tree tree = trees.tree("");
        if (tree instanceof Tree.Sequence list) {
          documents.addAll(list.items());
        } else {
          documents.add(tree);
        }
      }
      return documents;
    } catch (JsonProcessingException _) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mark mark() {
    JsonLocation at = parser.currentTokenLocation();
    return new Mark(at.getLineNr(), at.getColumnNr());
  }

  private Tree tree(String path) throws IOException {
    Mark mark = mark();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> mapping(mark, path);
      case START_ARRAY -> sequence(mark, path);
      case VALUE_STRING -> new Leaf(mark, Leaf.Kind.TEXT, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(mark, path);
      case VALUE_TRUE, VALUE_FALSE -> new Leaf(mark, Leaf.Kind.FLAG, parser.getText());
      case VALUE_NULL -> new Leaf(mark, Leaf.Kind.NULL, "null");
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value starts with " + token);
    };
  }

  private Tree number(Mark mark, String path) throws IOException {
    String number = TreeBuilder.number(parser.getText());
    if (number == null) {
      problems.add(mark, path, "is a number of more digits than can be kept", "a shorter one");
      return new Leaf(mark, Leaf.Kind.NULL, "null");
    }
    return new Leaf(mark, Leaf.Kind.NUMBER, number);
  }

  private Tree sequence(Mark mark, String path) throws IOException {
    List<Tree> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(tree(path + "[" + items.size() + "]"));
    }
    return new Tree.Sequence(mark, items);
  }

  private Tree mapping(Mark mark, String path) throws IOException {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Mark at = mark();
      String name = parser.currentName();
      String inner = path.isEmpty() ? name : path + "." + name;
      problems.checkName(at, inner, name);
      parser.nextToken();
      Tree value = tree(inner);
      if (entries.putIfAbsent(name, new Tree.Entry(at, value)) != null) {
        problems.add(at, inner, "is given twice", "each name once");
      }
    }
    return new Tree.Mapping(mark, entries);
  }
}
