-- Checking what was handed in: how far a number may move, what was said about a finding, what was asked, what was put right.

-- Without a row the defaults of rules/findings.rs hold.
create table surveys_check_settings (
  survey_id bigint primary key references surveys (id),
  percent bigint not null constraint surveys_check_settings_percent check (percent between 0 and 1000),
  least bigint not null constraint surveys_check_settings_least check (least between 0 and 1000000),
  at text not null,
  by_label text not null
);

-- Findings are computed afresh each time. A row is there only for one that somebody did something about: it is
-- recognised by question, rule and mark, and the mark changes with the answers it rests on.
create table surveys_findings (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  question text not null,
  rule text not null,
  mark text not null,
  kind text not null check (kind in ('consistency', 'last_year', 'outlier')),
  -- As it was said then.
  sentence text not null,
  -- What the respondent wrote; empty when nothing.
  explanation text not null,
  explained_at text,
  explained_by text not null,
  -- The office has looked at it and leaves it.
  note text not null,
  settled_at text,
  settled_by text not null,
  unique (respondent_id, question, rule, mark)
);

-- 照会: the office asks, the respondent answers and may put her answer right, the office settles.
create table surveys_inquiries (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  question text not null,
  finding_id bigint references surveys_findings (id),
  state text not null check (state in ('asked', 'answered', 'settled')),
  opened_at text not null,
  opened_by text not null,
  changed_at text not null,
  changed_by text not null
);
create index surveys_inquiries_by_respondent on surveys_inquiries (respondent_id, id);
create index surveys_inquiries_by_state on surveys_inquiries (state, id);

create table surveys_inquiry_messages (
  id {{id}},
  inquiry_id bigint not null references surveys_inquiries (id),
  at text not null,
  by_label text not null,
  act text not null check (act in ('asked', 'answered', 'corrected', 'settled')),
  body text not null
);
create index surveys_inquiry_messages_by_inquiry on surveys_inquiry_messages (inquiry_id, id);

-- A correction that an inquiry led to; a cleaning edit that takes another one back.
alter table surveys_changes add column inquiry_id bigint references surveys_inquiries (id);
alter table surveys_changes add column undoes_id bigint references surveys_changes (id);
create index surveys_changes_by_way on surveys_changes (way, id);
create index surveys_changes_by_undoes on surveys_changes (undoes_id);
