-- 自由記述: categories made by hand, which text belongs to which, and what is quoted in the report.

create table surveys_text_categories (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- The text's variable: q7_1, q5_other_text.
  variable text not null,
  label text not null,
  position bigint not null,
  -- Merged into another one; its texts went along.
  merged_into bigint references surveys_text_categories (id),
  made_at text not null,
  by_label text not null
);
create index surveys_text_categories_by_variable on surveys_text_categories (survey_id, variable, position);

create table surveys_text_codings (
  category_id bigint not null references surveys_text_categories (id),
  respondent_id bigint not null references surveys_respondents (id),
  -- Of the text as it was read: another text is to be read again.
  mark text not null,
  at text not null,
  by_label text not null,
  primary key (category_id, respondent_id)
);
create index surveys_text_codings_by_respondent on surveys_text_codings (respondent_id, category_id);

create table surveys_text_excerpts (
  id {{id}},
  survey_id bigint not null references surveys (id),
  variable text not null,
  respondent_id bigint not null references surveys_respondents (id),
  -- As it is quoted: what may lead to a person is taken out.
  body text not null,
  -- What is said of whose words they are.
  attribution text not null check (attribution in ('none', 'band', 'prefecture', 'name')),
  made_at text not null,
  by_label text not null
);
create index surveys_text_excerpts_by_variable on surveys_text_excerpts (survey_id, variable, id);
