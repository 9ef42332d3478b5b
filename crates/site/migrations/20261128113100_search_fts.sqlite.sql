-- The full-text index: tokens only (japanese::bigrams), nothing that could be read back.
create virtual table search_fts using fts5(
  head, body, content='', contentless_delete=1, prefix='1', tokenize="unicode61 remove_diacritics 0"
);
insert into search_fts (search_fts, rank) values ('rank', 'bm25(6.0, 1.0)');
