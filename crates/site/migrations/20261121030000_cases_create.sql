-- Cases: 取組事例. One row is one case; its number stands in its address for good.

-- 困りごと: the entrances by trouble. The office edits them.
create table cases_troubles (
  id text primary key,
  label text not null,
  sentence text not null,
  position bigint not null,
  valid_to text
);

create table cases (
  id {{id}},
  state text not null check (state in ('draft', 'in_review', 'returned', 'published', 'archived')),
  -- Whose case it is: the code of a municipality or a prefecture.
  owner_code text not null,
  owner_prefecture_code text not null references regions_prefectures (code),
  title text not null,
  summary text not null,
  -- 平郡島, 永源寺地区 …: a name below the municipality, or of several (広域連合).
  district text not null,
  wide_area text not null,
  actor text not null,
  theme text not null,
  trouble text not null,
  background text not null,
  issues text not null,
  outline text not null,
  cooperation text not null,
  structure text not null,
  hardships text not null,
  not_trying text not null,
  effects text not null,
  future text not null,
  vision text not null,
  vision_indicator text not null,
  budget text not null,
  advice text not null,
  start_year bigint,
  source_title text not null,
  source_place text not null,
  -- Folded for searching: title and names of places; tags and keywords; what leads in; all fields.
  -- Synonyms are not stored: the words asked for are expanded instead.
  search_title text not null,
  search_tags text not null,
  search_lead text not null,
  search_text text not null,
  -- Drawn when the empty form was shown: the same form sent twice stores one case.
  form_key text not null,
  -- The person who wrote it, and the organisation she wrote for; null for what was taken in.
  created_by bigint references people_persons (id),
  created_for bigint references people_organisations (id),
  -- Counts up at every change: a save over somebody else's is noticed.
  version bigint not null,
  created_at text not null,
  updated_at text not null,
  published_at text
);
create unique index cases_form_key on cases (form_key);
create index cases_by_state on cases (state, published_at);
create index cases_by_owner on cases (owner_code, state);
create index cases_by_prefecture on cases (owner_prefecture_code, state);

-- The municipalities a case is about (several for joint work).
create table cases_places (
  case_id bigint not null references cases (id),
  municipality_code text not null references regions_municipalities (code),
  position bigint not null,
  primary key (case_id, municipality_code)
);
create index cases_places_by_municipality on cases_places (municipality_code);

-- scene, content, cooperation, class, key_person, keyword, trouble
create table cases_tags (
  case_id bigint not null references cases (id),
  kind text not null,
  tag text not null,
  position bigint not null,
  primary key (case_id, kind, tag)
);
create index cases_tags_by_tag on cases_tags (kind, tag, case_id);

-- Who did what.
create table cases_players (
  case_id bigint not null references cases (id),
  position bigint not null,
  player text not null,
  act text not null,
  primary key (case_id, position)
);

-- Figures of the region as the source prints them.
create table cases_facts (
  case_id bigint not null references cases (id),
  position bigint not null,
  label text not null,
  value text not null,
  unit text not null,
  as_of text not null,
  primary key (case_id, position)
);

-- Every step of a case's way, with the reason for a return.
create table cases_steps (
  id {{id}},
  case_id bigint not null references cases (id),
  at text not null,
  state text not null,
  by_label text not null,
  on_behalf_of text not null,
  remark text not null
);
create index cases_steps_by_case on cases_steps (case_id, id);
