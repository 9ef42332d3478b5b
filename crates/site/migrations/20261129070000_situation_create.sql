-- 自地域の現在地: indicators, the values of municipalities, how values lie among others.

create table situation_indicators (
  -- Stands in its address.
  id text primary key,
  position bigint not null,
  scene text not null,
  kind text not null constraint situation_indicators_kind check (kind in ('structure', 'process', 'outcome')),
  name text not null,
  meaning text not null,
  unit text not null,
  -- Whether more of it is better; most are neither.
  direction text not null constraint situation_indicators_direction check (direction in ('more', 'less', 'neither')),
  measure text not null constraint situation_indicators_measure check (measure in ('count', 'share')),
  -- What a share is counted of, in words; empty for a count.
  numerator text not null,
  denominator text not null,
  -- A share is told per so many; 0 for a count.
  per bigint not null,
  -- A count is compared per 10,000 people.
  by_population boolean not null,
  -- Levels at which the source has values, parted by blanks.
  areas text not null,
  caution text not null,
  -- An indicator that must stand beside it; empty for none.
  beside text not null,
  source text not null,
  source_code text not null,
  -- Somebody looked at the source itself.
  verified boolean not null,
  -- Not offered any more; what was entered stays readable.
  retired boolean not null,
  revision bigint not null,
  updated_at text not null
);

create table situation_indicator_versions (
  indicator_id text not null references situation_indicators (id),
  revision bigint not null,
  at text not null,
  by_label text not null,
  -- The indicator as it then was (JSON).
  content text not null,
  primary key (indicator_id, revision)
);

create table situation_values (
  id {{id}},
  indicator_id text not null references situation_indicators (id),
  municipality_code text not null references regions_municipalities (code),
  prefecture_code text not null references regions_prefectures (code),
  -- Empty: the municipality's own; else the kind of area whose value this is.
  area text not null,
  -- The area's name; empty for the municipality's own.
  area_name text not null,
  -- Fiscal year, western.
  year bigint not null,
  -- A count, or what a share is counted of: thousandths.
  numerator bigint not null,
  -- Of a share: thousandths; null for a count.
  denominator bigint,
  source text not null,
  note text not null,
  fictitious boolean not null,
  entered_at text not null,
  entered_by text not null,
  revision bigint not null,
  constraint situation_values_once unique (municipality_code, indicator_id, area, year)
);
create index situation_values_by_year on situation_values (indicator_id, year, area, municipality_code);

-- How the municipalities' own values of a year lie, per group of at least five; made anew in the transaction of each change.
create table situation_spreads (
  indicator_id text not null references situation_indicators (id),
  year bigint not null,
  -- 'country', 'prefecture', 'class'
  group_kind text not null,
  group_key text not null,
  n bigint not null,
  -- Thousandths of what is compared: the share, the count, or the count per 10,000 people.
  first_quartile bigint not null,
  median bigint not null,
  third_quartile bigint not null,
  primary key (indicator_id, year, group_kind, group_key)
);
