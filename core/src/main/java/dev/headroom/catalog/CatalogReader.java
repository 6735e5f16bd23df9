package dev.headroom.catalog;

/// Port: the catalogue as it stands. Thread-safe; cheap enough to be asked for every page.
public interface CatalogReader {

  Catalog catalog();
}
