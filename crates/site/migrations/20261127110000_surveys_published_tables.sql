-- What was made public of a survey's tables. Each row holds the finished table itself, so that it stays what it was
-- whatever becomes of the answers; it is never changed, only withdrawn with a reason.
create table surveys_published_tables (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- q5, q12, q12_platform
  question text not null,
  -- How it was asked for (banners, base, …), as an address has it.
  request text not null,
  -- What stands around it: year, how many answers, 速報 or 確定; JSON.
  about text not null,
  -- The finished tables; JSON.
  content text not null,
  published_at text not null,
  withdrawn_at text,
  withdrawn_because text
);
create index surveys_published_tables_by_survey on surveys_published_tables (survey_id, id);

-- まとめ: what the office says of a section ('' is the whole survey). Public only after it was published.
create table surveys_summaries (
  id {{id}},
  survey_id bigint not null references surveys (id),
  section text not null,
  body text not null,
  -- What visitors read; null: nothing yet.
  published_body text,
  published_at text,
  changed_at text not null,
  unique (survey_id, section)
);
