-- Search: words that mean the same, with their readings. The office edits them.
create table search_synonyms (
  word text primary key,
  group_name text not null,
  word_folded text not null,
  -- The reading, folded: 「みとり」 typed finds 看取り.
  reading_folded text not null,
  position bigint not null
);
create index search_synonyms_by_group on search_synonyms (group_name);
