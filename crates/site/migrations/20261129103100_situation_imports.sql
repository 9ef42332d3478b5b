-- Values taken in from files: looked at first, stored at one press, taken back whole.

create table situation_imports (
  id {{id}},
  at text not null,
  by_label text not null,
  -- Whose it is: the organisation of who sent it; 0 at the console.
  organisation_id bigint not null,
  way text not null constraint situation_imports_way check (way in ('page', 'console')),
  -- What is said to be the source of its values; empty: as the files and indicators say.
  source text not null,
  state text not null constraint situation_imports_state check (state in ('looked', 'stored', 'undone', 'dropped')),
  decided_at text,
  decided_by text not null,
  undone_at text,
  undone_by text not null
);
create index situation_imports_by_organisation on situation_imports (organisation_id, id);

create table situation_import_files (
  id {{id}},
  import_id bigint not null references situation_imports (id),
  -- Counts from 1.
  position bigint not null,
  name text not null,
  sha256 text not null,
  -- Key in the file store; empty once it is forgotten.
  file_key text not null,
  state text not null constraint situation_import_files_state
    check (state in ('read', 'unmapped', 'unknown', 'double', 'empty', 'refused')),
  layout text not null,
  sheet text not null,
  code text not null,
  title text not null,
  exported_on text not null,
  -- What is to be said of the file as a whole, a sentence per line.
  sentences text not null,
  -- Its series, and what each is of (JSON).
  series text not null,
  new_values bigint not null,
  changed_values bigint not null,
  same_values bigint not null,
  refused_values bigint not null,
  -- Other towns, prefecture and country, years that are not kept.
  left_values bigint not null,
  constraint situation_import_files_once unique (import_id, position)
);
create index situation_import_files_kept on situation_import_files (file_key);
create index situation_import_files_same on situation_import_files (sha256);

create table situation_import_items (
  id {{id}},
  import_id bigint not null references situation_imports (id),
  position bigint not null,
  sheet text not null,
  -- 「C5」
  cell text not null,
  -- The region as it is written.
  place text not null,
  -- Empty where it is refused before anybody knows whose it is.
  municipality_code text not null,
  prefecture_code text not null,
  area text not null,
  area_name text not null,
  indicator_id text not null,
  year bigint not null,
  numerator bigint not null,
  denominator bigint,
  source text not null,
  note text not null,
  fictitious boolean not null,
  kind text not null constraint situation_import_items_kind check (kind in ('new', 'changed', 'refused')),
  sentence text not null,
  -- The value as it stood when it was looked at; null: there was none.
  before_revision bigint,
  before_numerator bigint,
  before_denominator bigint,
  before_area_name text,
  before_source text,
  before_note text,
  before_fictitious boolean not null,
  before_at text,
  before_by text,
  before_import bigint,
  -- The value's revision once it was stored.
  after_revision bigint,
  -- 'kept': somebody has changed it since, so that undoing left it alone.
  state text not null constraint situation_import_items_state check (state in ('planned', 'stored', 'restored', 'kept'))
);
create index situation_import_items_of on situation_import_items (import_id, position, id);
create index situation_import_items_key on situation_import_items (municipality_code, indicator_id, area, year, import_id);

-- What the series of other systems are called here: one's own organisation's, else those for all.
create table situation_import_names (
  organisation_id bigint not null,
  for_all boolean not null,
  -- Code of the other system, or the title where there is none; folded.
  head text not null,
  series text not null,
  -- Empty: it is not used.
  indicator_id text not null,
  part text not null,
  at text not null,
  by_label text not null,
  primary key (organisation_id, head, series)
);

-- How tables of a shape are read.
create table situation_import_layouts (
  id {{id}},
  organisation_id bigint not null,
  for_all boolean not null,
  name text not null,
  -- As indicator-files reads it (JSON).
  mapping text not null,
  at text not null,
  by_label text not null
);
create index situation_import_layouts_by_organisation on situation_import_layouts (organisation_id, id);

-- Which import a value came by; null for what somebody typed.
alter table situation_values add column import_id bigint references situation_imports (id);
