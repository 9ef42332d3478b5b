-- 声: what readers who are signed in send to those who wrote a case; only the two sides and the office see it.
create table cases_comments (
  id {{id}},
  case_id bigint not null references cases (id),
  at text not null,
  by_person bigint not null references people_persons (id),
  by_label text not null,
  body text not null,
  -- Drawn when the form was shown: the same form sent twice stores one comment.
  form_key text not null,
  -- Empty until the author's side has answered.
  answer text not null,
  answered_at text,
  answered_by text not null
);
create unique index cases_comments_form_key on cases_comments (form_key);
create index cases_comments_by_case on cases_comments (case_id, id);
create index cases_comments_by_person on cases_comments (by_person, at);

-- 役に立った: one per person and case; only the count is shown.
create table cases_likes (
  case_id bigint not null references cases (id),
  person_id bigint not null references people_persons (id),
  at text not null,
  primary key (case_id, person_id)
);

-- 保存した事例: a person's own list, with a note to herself.
create table cases_saved (
  person_id bigint not null references people_persons (id),
  case_id bigint not null references cases (id),
  at text not null,
  note text not null,
  primary key (person_id, case_id)
);
create index cases_saved_by_case on cases_saved (case_id);
