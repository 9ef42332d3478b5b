-- One index over everything that is there. Features write their rows in the transaction of the change itself.

-- 棚: what a thing may be narrowed by and who may find it. Few rows, however many things there are.
create table search_shelves (
  id {{id}},
  kind text not null,
  -- Empty, 0: none.
  prefecture_code text not null,
  fiscal_year bigint not null,
  -- Ids of the scenes, each in a line.
  scenes text not null,
  audience text not null
);
create unique index search_shelves_once on search_shelves (kind, prefecture_code, fiscal_year, scenes, audience);

-- Whoever holds one of an audience's tokens may find what is written for it. A token is an action with a reach:
-- 'cases.look', 'cases.look_at_drafts@municipality:352128'.
create table search_audiences (
  audience text not null,
  token text not null,
  primary key (audience, token)
);
create index search_audiences_by_token on search_audiences (token, audience);

-- What is found: a case, a region, a document.
create table search_things (
  id {{id}},
  shelf_id bigint not null references search_shelves (id),
  kind text not null,
  -- Its number or code in its feature.
  key text not null,
  title text not null,
  href text not null,
  place text not null,
  chips text not null,
  -- A day, or empty: what is newer stands a little higher.
  dated text not null
);
create unique index search_things_once on search_things (kind, key);

-- Where it is found: a thing's number × 10000 + the number of the passage. Narrow rows: counting reads only these.
create table search_passages (
  id bigint primary key,
  thing_id bigint not null references search_things (id),
  shelf_id bigint not null references search_shelves (id)
);
create index search_passages_by_thing on search_passages (thing_id);

create table search_bodies (
  passage_id bigint primary key references search_passages (id),
  -- The page or section, and how the address leads there.
  heading text not null,
  fragment text not null,
  body text not null,
  title_folded text not null,
  tags_folded text not null,
  body_folded text not null
);

-- Words that are offered while somebody types, and meant where somebody mistypes.
create table search_words (
  thing_id bigint not null references search_things (id),
  word text not null,
  folded text not null,
  reading text not null,
  primary key (thing_id, word)
);
create index search_words_by_folded on search_words (folded);
create index search_words_by_reading on search_words (reading);

-- Which form the index was made in.
create table search_state (
  name text primary key,
  value text not null
);

-- 検索の記録: how often, by day, tier and prefecture. Nothing here belongs to a person.
create table search_counts (
  day text not null,
  term text not null,
  tier text not null,
  prefecture_code text not null,
  searches bigint not null,
  empty_searches bigint not null,
  opened bigint not null,
  primary key (day, term, tier, prefecture_code)
);
create index search_counts_by_term on search_counts (term, day);

-- What was asked next in place of it.
create table search_follows (
  day text not null,
  term text not null,
  next_term text not null,
  times bigint not null,
  primary key (day, term, next_term)
);

-- How often a thing was opened out of a list of hits.
create table search_opened (
  kind text not null,
  key text not null,
  times bigint not null,
  primary key (kind, key)
);

-- What a word that found nothing asks for: a synonym, or a case.
create table search_tasks (
  id {{id}},
  term text not null,
  wanted text not null check (wanted in ('synonym', 'case')),
  made_at text not null,
  made_by text not null,
  done_at text
);
create index search_tasks_by_term on search_tasks (term, wanted);
