-- The index stands in the memory of every node (docs/decisions/0025); the database keeps the texts and says what changed.
drop table search_fts;
drop table search_bodies;
drop table search_passages;
delete from search_words;
delete from search_things;

-- Where a thing is found: its number × 10000 + the number of the passage.
create table search_passages (
  id bigint primary key,
  thing_id bigint not null references search_things (id),
  -- The page or section, and how the address leads there.
  heading text not null,
  fragment text not null,
  -- Where its parts begin: place in letters, heading, what leads there; a line each.
  sections text not null,
  body text not null
);
create index search_passages_by_thing on search_passages (thing_id);

-- What it is about besides its title, folded, a line each; and which change of the index wrote it.
alter table search_things add column tags text not null default '';
alter table search_things add column changed bigint not null default 0;
create index search_things_by_change on search_things (changed);
create table search_removed (
  thing_id bigint not null,
  kind text not null,
  key text not null,
  changed bigint not null
);
create index search_removed_by_change on search_removed (changed);
alter table search_opened add column changed bigint not null default 0;
create index search_opened_by_change on search_opened (changed);

-- One row. Whoever changes the index holds it until the commit, so that changes are numbered in the order they become true.
create table search_feed (
  -- Of the last change of a thing.
  number bigint not null,
  -- Raised when the index was made anew: copies begin again.
  made bigint not null,
  -- Of the last change of the words that mean the same.
  words bigint not null,
  -- Of the last time openings were written down.
  opened bigint not null
);
insert into search_feed (number, made, words, opened) values (0, 0, 0, 0);
