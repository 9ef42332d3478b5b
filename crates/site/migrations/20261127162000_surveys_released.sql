-- Answers as others' comparisons count them before the data are final: copied in batches, never one by one, so that no
-- figure before and after tells a single answer. A row is never changed; corrections come with the final data set.
create table surveys_released (
  respondent_id bigint primary key references surveys_respondents (id),
  survey_id bigint not null references surveys (id),
  -- The batch it came with, counted from 1.
  step bigint not null,
  at text not null,
  edition_id bigint not null,
  answers text not null
);
create index surveys_released_by_survey on surveys_released (survey_id, step);

-- Respondents to whom it was written that an edition corrects the one they began with.
create table surveys_correction_letters (
  respondent_id bigint not null references surveys_respondents (id),
  edition_id bigint not null references surveys_editions (id),
  at text not null,
  primary key (respondent_id, edition_id)
);

-- Taking in many sheets at one press: how far it is, and whether somebody has stopped it.
create table surveys_takings (
  id {{id}},
  intake_id bigint not null references surveys_intakes (id),
  total bigint not null,
  -- Sheets up to this place of the intake were tried.
  place bigint not null,
  submitted bigint not null,
  kept bigint not null,
  unchanged bigint not null,
  refused bigint not null,
  to_decide bigint not null,
  begun_at text not null,
  begun_by text not null,
  stopped_at text,
  stopped_by text not null,
  ended_at text
);
-- One at a time.
create unique index surveys_takings_one on surveys_takings (intake_id) where ended_at is null;
