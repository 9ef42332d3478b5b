-- Surveys: one questionnaire to one kind of respondent in one year of a programme, everybody asked.

create table surveys (
  id {{id}},
  programme_id bigint not null references programmes (id),
  fiscal_year bigint not null,
  -- The definition's own name, the same over its editions: fy2026_municipality.
  name text not null,
  title text not null,
  respondent text not null check (respondent in ('prefecture', 'municipality', 'coordinator')),
  state text not null check (state in ('draft', 'open', 'closed', 'frozen')),
  opens_on text not null,
  due_on text not null,
  -- Last year's survey: its answers stand beside this year's questions.
  previous_id bigint references surveys (id),
  created_at text not null,
  unique (programme_id, fiscal_year, name)
);

-- What was published is never changed: a correction is the next edition, answers point at theirs.
create table surveys_editions (
  id {{id}},
  survey_id bigint not null references surveys (id),
  edition bigint not null,
  fingerprint text not null,
  definition text not null,
  published_at text not null,
  unique (survey_id, edition)
);
create unique index surveys_editions_by_fingerprint on surveys_editions (survey_id, fingerprint);

-- One row per respondent, from the day the survey is made. The answers are one document: they are read together,
-- shown together and counted together; what changed when stands in surveys_changes.
create table surveys_respondents (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- Municipality or prefecture code; for a coordinator a key of the survey's own.
  code text not null,
  name text not null,
  prefecture_code text not null references regions_prefectures (code),
  edition_id bigint not null references surveys_editions (id),
  state text not null check (state in ('not_opened', 'working', 'submitted', 'returned', 'accepted')),
  -- An extension; null: the survey's own.
  due_on text,
  version bigint not null,
  answers text not null,
  changed_at text,
  changed_by text not null,
  submitted_at text,
  unique (survey_id, code)
);
create index surveys_respondents_by_prefecture on surveys_respondents (survey_id, prefecture_code, code);
create index surveys_respondents_by_code on surveys_respondents (code, survey_id);
create index surveys_respondents_by_state on surveys_respondents (survey_id, state, code);

-- Every stored change of an answer: who, when, by which way, from what to what.
create table surveys_changes (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  -- The respondent's version that holds it.
  version bigint not null,
  question text not null,
  before text,
  after text,
  way text not null check (way in ('web', 'sheet', 'substitute', 'cleaning')),
  at text not null,
  by_label text not null,
  on_behalf_of text not null,
  reason text not null
);
create index surveys_changes_by_respondent on surveys_changes (respondent_id, id);

-- The way a respondent went: submitted, returned with a comment, accepted, extended, reminded.
create table surveys_steps (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  at text not null,
  step text not null check (step in ('submitted', 'returned', 'accepted', 'reopened', 'extended', 'reminded')),
  by_label text not null,
  on_behalf_of text not null,
  remark text not null
);
create index surveys_steps_by_respondent on surveys_steps (respondent_id, id);
