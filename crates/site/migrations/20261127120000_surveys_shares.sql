-- 共有: a body lets the other respondents see its answers under its name; since when, by whom, until when.
create table surveys_shares (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  since text not null,
  since_by text not null,
  until text,
  until_by text
);
create index surveys_shares_by_respondent on surveys_shares (respondent_id, id);
-- One consent at a time.
create unique index surveys_shares_in_force on surveys_shares (respondent_id) where until is null;
