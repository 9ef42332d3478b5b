-- Regions: 47 prefectures, 1,741 municipalities, areas that overlap, facts with their source.
-- Codes are 全国地方公共団体コード: six digits, kept as text.

create table regions_bureaus (
  id text primary key,
  name text not null,
  kana text not null,
  position bigint not null
);

-- The blocks of the yearly report: another grouping than the bureaus' jurisdictions.
create table regions_blocks (
  id text primary key,
  name text not null,
  position bigint not null
);

create table regions_prefectures (
  code text primary key,
  name text not null,
  kana text not null,
  block_id text not null references regions_blocks (id),
  bureau_id text not null references regions_bureaus (id)
);

create table regions_municipalities (
  code text primary key,
  prefecture_code text not null references regions_prefectures (code),
  name text not null,
  kana text not null,
  kind text not null check (kind in ('city', 'town', 'village', 'ward')),
  -- Mergers: a municipality that no longer exists keeps its row and its address.
  valid_from text,
  valid_to text,
  -- Name, kana, code, prefecture, former names, all folded for searching.
  search_text text not null
);
create index regions_municipalities_by_prefecture on regions_municipalities (prefecture_code, code);

create table regions_former_names (
  id {{id}},
  municipality_code text not null references regions_municipalities (code),
  name text not null,
  kana text not null,
  -- The day the name ended; null where it is not known.
  until text
);
create index regions_former_names_by_municipality on regions_former_names (municipality_code);

-- 二次医療圏, 在宅医療の圏域, 保健所, 広域連合 …: they overlap, and each has its own source.
create table regions_areas (
  id text primary key,
  kind text not null,
  name text not null,
  prefecture_code text not null references regions_prefectures (code),
  source text not null,
  fictitious boolean not null,
  valid_from text,
  valid_to text
);
create index regions_areas_by_prefecture on regions_areas (prefecture_code, kind);

create table regions_area_members (
  area_id text not null references regions_areas (id),
  municipality_code text not null references regions_municipalities (code),
  primary key (area_id, municipality_code)
);
create index regions_area_members_by_municipality on regions_area_members (municipality_code);

-- Yearly facts: population, class flags, kind of demand in 2040. Every figure has its source.
create table regions_facts (
  municipality_code text not null references regions_municipalities (code),
  key text not null,
  as_of text not null,
  -- A count, or 1/0 for a class flag; null for facts in words.
  amount bigint,
  words text,
  source text not null,
  fictitious boolean not null,
  primary key (municipality_code, key, as_of)
);
create index regions_facts_by_key on regions_facts (key, as_of, municipality_code);
