-- Numbered data sets: what had been handed in at a moment, kept as it was, with its hash. Tables can be made again from
-- it at any time, whatever is corrected afterwards.

create table surveys_data_sets (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- 1, 2, 3 … of the survey.
  number bigint not null,
  kind text not null check (kind in ('interim', 'final')),
  made_at text not null,
  by_label text not null,
  -- A correction says here why.
  remark text not null,
  -- Whose data it is, and that it is invented where it is: stands in every file.
  source text not null,
  -- How many were asked; null where nobody knows (coordinators).
  asked bigint,
  respondents bigint not null,
  -- SHA-256 over the canonical form (rules/data_sets.rs); empty only while the set is being made.
  hash text not null,
  unique (survey_id, number)
);

create table surveys_data_set_rows (
  data_set_id bigint not null references surveys_data_sets (id),
  code text not null,
  name text not null,
  prefecture_code text not null references regions_prefectures (code),
  edition_id bigint not null references surveys_editions (id),
  state text not null,
  answers text not null,
  primary key (data_set_id, code)
);

-- A final data set stays; what is put right afterwards becomes the next one. Why the survey was opened again.
create table surveys_reopenings (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- The final data set that was the last one then.
  after_number bigint not null,
  at text not null,
  by_label text not null,
  reason text not null
);
create index surveys_reopenings_by_survey on surveys_reopenings (survey_id, id);

-- Set with the final data set, in its transaction: an answer that is on its way at that moment is not stored beside it.
alter table surveys_respondents add column frozen boolean not null default false;
