-- 足もとの整理: what a municipality has already, what its coordinators are for, where it wants to be in each scene.

-- What its prefecture may read of it; without a row nothing.
create table groundwork_sharing (
  municipality_code text not null references regions_municipalities (code),
  undertakings boolean not null,
  roles boolean not null,
  aims boolean not null,
  updated_at text not null,
  updated_by text not null,
  primary key (municipality_code)
);

-- 既存事業の棚卸し: one row per undertaking and fiscal year.
create table groundwork_undertakings (
  id {{id}},
  municipality_code text not null references regions_municipalities (code),
  prefecture_code text not null references regions_prefectures (code),
  fiscal_year bigint not null,
  name text not null,
  -- The folded name: two of a year do not bear the same.
  name_key text not null,
  for_whom text not null,
  -- Ids of scenes, parted by blanks.
  scenes text not null,
  -- 実施内容 of the 推進事業; empty: none of it.
  act text not null,
  -- Yen of the fiscal year; null: not known.
  cost bigint,
  money text not null,
  run_by text not null,
  run_how text not null constraint groundwork_undertakings_run_how check (run_how in ('', 'direct', 'contracted', 'shared')),
  since text not null,
  yields text not null,
  judgement text not null constraint groundwork_undertakings_judgement check (judgement in ('', 'keep', 'merge', 'stop', 'start')),
  merge_with text not null,
  reason text not null,
  decided_by text not null,
  decided_on text,
  -- The one of the year before it was copied from.
  copied_from bigint references groundwork_undertakings (id),
  fictitious boolean not null,
  -- Drawn when the empty form was shown: the same form sent twice makes one.
  form_key text not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null
);
create unique index groundwork_undertakings_form_key on groundwork_undertakings (form_key);
create unique index groundwork_undertakings_name on groundwork_undertakings (municipality_code, fiscal_year, name_key);

-- コーディネーターの役割
create table groundwork_roles (
  id {{id}},
  municipality_code text not null references regions_municipalities (code),
  prefecture_code text not null references regions_prefectures (code),
  -- Null: she has no account here.
  person_id bigint references people_persons (id),
  person_name text not null,
  -- Null: no organisation of this platform, or the municipality itself.
  employer_id bigint references people_organisations (id),
  employer_name text not null,
  -- The municipality itself employs her: its agreement is all there is.
  direct boolean not null,
  -- Ids of the survey's list, parted by blanks.
  duties text not null,
  own_duties text not null,
  not_duties text not null,
  reports_to text not null,
  hours text not null,
  training text not null,
  cover text not null,
  from_on text,
  review_on text,
  -- The review day people were written to about.
  reminded_for text not null,
  ended boolean not null,
  -- Counts up when something changes that was agreed to.
  version bigint not null,
  remark text not null,
  remark_at text not null,
  fictitious boolean not null,
  form_key text not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null
);
create unique index groundwork_roles_form_key on groundwork_roles (form_key);
create index groundwork_roles_by_municipality on groundwork_roles (municipality_code);
create index groundwork_roles_by_employer on groundwork_roles (employer_id);
create index groundwork_roles_by_person on groundwork_roles (person_id);

create table groundwork_role_versions (
  role_id bigint not null references groundwork_roles (id),
  number bigint not null,
  at text not null,
  by_label text not null,
  -- The role as it then was (JSON).
  content text not null,
  primary key (role_id, number)
);

create table groundwork_agreements (
  role_id bigint not null references groundwork_roles (id),
  version bigint not null,
  side text not null constraint groundwork_agreements_side check (side in ('town', 'employer')),
  way text not null constraint groundwork_agreements_way check (way in ('account', 'paper')),
  agreed_on text not null,
  -- 「高齢者支援課」, 「柳井医師会」
  office text not null,
  at text not null,
  by_label text not null,
  primary key (role_id, version, side)
);

-- あるべき姿 per scene and fiscal year, and the way there.
create table groundwork_aims (
  municipality_code text not null references regions_municipalities (code),
  prefecture_code text not null references regions_prefectures (code),
  fiscal_year bigint not null,
  scene text not null,
  desired text not null,
  present text not null,
  issues text not null,
  goal text not null,
  measures text not null,
  questions text not null,
  agreed_by text not null,
  agreed_on text,
  fictitious boolean not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null,
  primary key (municipality_code, fiscal_year, scene)
);

create table groundwork_aim_versions (
  municipality_code text not null,
  fiscal_year bigint not null,
  scene text not null,
  number bigint not null,
  at text not null,
  by_label text not null,
  content text not null,
  primary key (municipality_code, fiscal_year, scene, number),
  foreign key (municipality_code, fiscal_year, scene) references groundwork_aims (municipality_code, fiscal_year, scene)
);

-- What the office says an item of the yearly self-assessment is, from a year on; what it says nothing about is as it came.
create table groundwork_items (
  fiscal_year bigint not null,
  id text not null,
  position bigint not null,
  part text not null,
  title text not null,
  meaning text not null,
  -- What is laid beside it, parted by blanks.
  evidence text not null,
  retired boolean not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null,
  primary key (fiscal_year, id)
);

-- A municipality's own words to an item.
create table groundwork_statements (
  municipality_code text not null references regions_municipalities (code),
  fiscal_year bigint not null,
  item_id text not null,
  applies text not null constraint groundwork_statements_applies check (applies in ('', 'yes', 'partly', 'no')),
  words text not null,
  fictitious boolean not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null,
  primary key (municipality_code, fiscal_year, item_id)
);
