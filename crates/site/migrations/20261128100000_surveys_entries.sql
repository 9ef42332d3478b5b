-- What was typed into the form of a question and cannot be an answer (yet): shown there again, counted nowhere.
create table surveys_entries (
  respondent_id bigint not null references surveys_respondents (id),
  question text not null,
  -- The form's fields as they were sent: [["q13_2","約12"]].
  fields text not null,
  at text not null,
  by_label text not null,
  primary key (respondent_id, question)
);
