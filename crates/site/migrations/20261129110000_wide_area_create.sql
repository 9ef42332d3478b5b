-- 広域の取組: what several municipalities do together: who takes part from when, who does which function, what was decided,
-- how the cost is shared.

create table wide_area_groups (
  id {{id}},
  name text not null,
  kind text not null constraint wide_area_groups_kind check (kind in ('union', 'cooperative', 'council', 'contract', 'agreement', 'other')),
  -- 幹事市町村: its officer writes.
  lead_code text not null references regions_municipalities (code),
  prefecture_code text not null references regions_prefectures (code),
  secretariat_kind text not null constraint wide_area_groups_secretariat check (secretariat_kind in ('', 'lead', 'turn', 'association', 'welfare', 'union', 'prefecture', 'other')),
  -- Its name, as people know it.
  secretariat text not null,
  agreed_on text,
  purpose text not null,
  -- A logic model of the lead that is the group's (`plans`); null without one.
  plan_id bigint,
  -- 'own': those who take part, their prefecture and the office; 'published': everybody; 'put_aside': in nobody's list.
  state text not null constraint wide_area_groups_state check (state in ('own', 'published', 'put_aside')),
  fictitious boolean not null,
  -- Drawn when the empty form was shown: the same form sent twice makes one group.
  form_key text not null,
  revision bigint not null,
  created_at text not null,
  updated_at text not null,
  updated_by text not null
);
create unique index wide_area_groups_form_key on wide_area_groups (form_key);
create index wide_area_groups_by_lead on wide_area_groups (lead_code, state);

-- Who takes part, from when until when. A municipality may come back: several rows whose days do not overlap.
create table wide_area_members (
  id {{id}},
  group_id bigint not null references wide_area_groups (id),
  municipality_code text not null references regions_municipalities (code),
  joined_on text not null,
  left_on text,
  -- What the municipality itself says to it.
  answer text not null constraint wide_area_members_answer check (answer in ('waiting', 'confirmed', 'declined')),
  answered_at text,
  answered_by text not null,
  -- Where the municipality has gone, when it was merged; null else.
  successor_code text references regions_municipalities (code),
  revision bigint not null,
  updated_at text not null,
  updated_by text not null
);
create index wide_area_members_by_group on wide_area_members (group_id, municipality_code, joined_on);
create index wide_area_members_by_municipality on wide_area_members (municipality_code, answer);

-- Functions of the group beside those of the programme that come with the program.
create table wide_area_rows (
  id {{id}},
  group_id bigint not null references wide_area_groups (id),
  label text not null
);
create index wide_area_rows_by_group on wide_area_rows (group_id);

-- One municipality's column of the table of functions: JSON, function -> how, by whom, remark.
create table wide_area_columns (
  group_id bigint not null references wide_area_groups (id),
  municipality_code text not null references regions_municipalities (code),
  cells text not null,
  -- Whether the municipality itself wrote it last, and not the lead for it.
  by_itself boolean not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null,
  primary key (group_id, municipality_code)
);

create table wide_area_meetings (
  id {{id}},
  group_id bigint not null references wide_area_groups (id),
  held_on text not null,
  title text not null,
  place text not null,
  decided text not null,
  revision bigint not null,
  updated_at text not null,
  updated_by text not null
);
create index wide_area_meetings_by_group on wide_area_meetings (group_id, held_on);

-- 費用の分け方の試算, kept by name and year; what stands in it is in its versions.
create table wide_area_calculations (
  id {{id}},
  group_id bigint not null references wide_area_groups (id),
  name text not null,
  fiscal_year bigint not null,
  -- The number of the newest version.
  newest bigint not null
);
create unique index wide_area_calculations_name on wide_area_calculations (group_id, fiscal_year, name);

create table wide_area_calculation_versions (
  calculation_id bigint not null references wide_area_calculations (id),
  number bigint not null,
  at text not null,
  by_label text not null,
  note text not null,
  -- What was typed, where the figures came from, what came out (JSON).
  content text not null,
  primary key (calculation_id, number)
);
