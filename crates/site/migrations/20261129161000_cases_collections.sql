-- 募集: a call for cases by the office or a prefecture, with its own dates; and which cases were handed to it.

create table cases_collections (
  id {{id}},
  programme_id bigint references programmes (id),
  -- The prefecture that calls; null where the office does.
  prefecture_code text references regions_prefectures (code),
  title text not null,
  -- What is sought, in words.
  sought text not null,
  asked text not null constraint cases_collections_asked check (asked in ('municipalities', 'prefectures', 'anyone')),
  -- Cases hoped for from each that is asked; 0 where nothing is said.
  wanted bigint not null,
  opens_on text not null,
  closes_on text not null,
  -- Ended before its day, or for good; null else.
  closed_at text,
  -- Drawn when the empty form was shown: the same form sent twice makes one.
  form_key text not null,
  revision bigint not null,
  created_by text not null,
  updated_at text not null
);
create unique index cases_collections_form_key on cases_collections (form_key);
create index cases_collections_by_prefecture on cases_collections (prefecture_code, closes_on);

create table cases_collected (
  collection_id bigint not null references cases_collections (id),
  case_id bigint not null references cases (id),
  at text not null,
  by_label text not null,
  primary key (collection_id, case_id)
);
create index cases_collected_by_case on cases_collected (case_id);
