-- Questionnaires made in the browser, editions that follow each other, what became of last year's questions.

-- The questionnaire a survey publishes next. It may be unfinished. Publishing freezes it as an edition and takes it away.
create table surveys_drafts (
  survey_id bigint not null unique references surveys (id),
  -- Counts every stored change.
  version bigint not null,
  definition text not null,
  changed_at text not null,
  changed_by text not null
);

alter table surveys_editions add column published_by text not null default '';
alter table surveys_editions add column reason text not null default '';

-- Answers that no longer fit the edition their respondent was moved to, as they were given. Never changed, never counted.
create table surveys_outgrown_answers (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  -- The edition they were given to.
  edition_id bigint not null references surveys_editions (id),
  question text not null,
  answer text not null,
  at text not null
);
create index surveys_outgrown_answers_by_respondent on surveys_outgrown_answers (respondent_id, id);

-- What became of last year's questions.
create table surveys_concordances (
  survey_id bigint not null unique references surveys (id),
  version bigint not null,
  concordance text not null,
  -- Null: a guess of the program, nobody has said yes to it.
  confirmed_at text,
  changed_at text not null,
  changed_by text not null
);

-- The way of a survey as a whole: opened, closed, opened again with a reason, frozen.
create table surveys_turns (
  id {{id}},
  survey_id bigint not null references surveys (id),
  at text not null,
  state_before text not null,
  state_after text not null,
  by_label text not null,
  reason text not null
);
create index surveys_turns_by_survey on surveys_turns (survey_id, id);
