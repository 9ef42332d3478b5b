-- 指摘の基準: what answers of a survey are held against beside what comes with its questionnaire. One row per survey.
create table surveys_criteria (
  survey_id bigint primary key references surveys (id),
  -- Moves on with every change of anything in the row, of the settings and of the concordance: answers held against an
  -- older one are held against this one anew.
  version bigint not null,
  -- JSON: rules the office made, changed or switched off, each with when and who; what it set for single questions.
  rules text not null,
  tolerances text not null,
  -- JSON: quartiles of numbers by question and size, made of everybody's answers now and then, and of which answers.
  fences text not null,
  fences_of text not null,
  fences_at text
);

-- Which answers were held against which criteria. Of whom there is no row, or another version, is looked at again.
create table surveys_checked (
  respondent_id bigint primary key references surveys_respondents (id),
  version bigint not null,
  edition_id bigint not null,
  criteria bigint not null
);

-- What was found then, in the order of the questions. What was done about a finding stands in surveys_findings.
create table surveys_kept_findings (
  respondent_id bigint not null references surveys_respondents (id),
  position bigint not null,
  question text not null,
  kind text not null check (kind in ('consistency', 'last_year', 'outlier')),
  rule text not null,
  mark text not null,
  sentence text not null,
  primary key (respondent_id, position)
);
