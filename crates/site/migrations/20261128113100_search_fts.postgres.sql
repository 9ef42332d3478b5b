-- The full-text index: tokens only (japanese::bigrams), nothing that could be read back.
create table search_fts (
  rowid bigint primary key,
  search_fts tsvector not null
);
create index search_fts_by_token on search_fts using gin (search_fts);
