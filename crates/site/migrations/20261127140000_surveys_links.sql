-- Respondents no list names (coordinators): every prefecture and municipality passes a survey on with a code of its
-- own; who types it begins an answer, with a code of hers to come back.

-- One row per survey and organisation, from the day the survey is made.
create table surveys_links (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- Municipality or prefecture.
  code text not null,
  name text not null,
  prefecture_code text not null references regions_prefectures (code),
  -- Shared and printed, so it is kept as it is; null before it was made and after it was stopped.
  pass_on_code text,
  made_at text,
  made_by text not null,
  stopped_at text,
  -- A later deadline for who comes by this link; null: the survey's own.
  due_on text,
  -- How many began by it: the next one's number. Never goes down.
  begun bigint not null,
  -- How many there are to answer, as the organisation says; the number only where it knows one.
  said text not null check (said in ('not_yet', 'number', 'unknown')),
  people bigint check (people >= 0),
  said_at text,
  said_by text not null,
  unique (survey_id, code)
);
create unique index surveys_links_by_pass_on_code on surveys_links (pass_on_code);
create index surveys_links_by_prefecture on surveys_links (survey_id, prefecture_code, code);

-- What a respondent who came by a link has beside her answers.
create table surveys_linked (
  respondent_id bigint not null primary key references surveys_respondents (id),
  survey_id bigint not null references surveys (id),
  link_id bigint not null references surveys_links (id),
  -- Whose account it is; null for who came without one.
  person_id bigint references people_persons (id),
  -- Of her own code to come back; null for who comes back with her account.
  resume_fingerprint text,
  -- Of the form she began with: sent twice, it begins once.
  ticket_fingerprint text,
  begun_at text not null,
  -- The answer that was open in the same browser when she began this one.
  beside_id bigint references surveys_respondents (id),
  -- Fingerprint of the first answers about herself, from the last handing in; empty before.
  likeness text not null
);
create unique index surveys_linked_by_resume on surveys_linked (resume_fingerprint);
create unique index surveys_linked_by_ticket on surveys_linked (ticket_fingerprint);
create index surveys_linked_by_link on surveys_linked (link_id, likeness);
create index surveys_linked_by_person on surveys_linked (survey_id, person_id);

-- Browsers in which a respondent without an account is known.
create table surveys_link_sessions (
  id {{id}},
  fingerprint text not null,
  respondent_id bigint not null references surveys_respondents (id),
  created_at text not null,
  last_seen_at text not null,
  expires_at text not null,
  ended_at text
);
create unique index surveys_link_sessions_fingerprint on surveys_link_sessions (fingerprint);
create index surveys_link_sessions_by_respondent on surveys_link_sessions (respondent_id);

-- Codes that were typed, for the limits; the network is forgotten after a day.
create table surveys_code_tries (
  id {{id}},
  at text not null,
  browser_fingerprint text not null,
  network text,
  outcome text not null check (outcome in ('wrong', 'known', 'begun', 'resumed')),
  link_id bigint references surveys_links (id)
);
create index surveys_code_tries_by_browser on surveys_code_tries (browser_fingerprint, at);
create index surveys_code_tries_by_network on surveys_code_tries (network, at);
create index surveys_code_tries_by_link on surveys_code_tries (link_id, at);

-- Two answers that might be one person's, looked at and found to be two people's.
create table surveys_different (
  one_id bigint not null references surveys_respondents (id),
  other_id bigint not null references surveys_respondents (id),
  at text not null,
  by_label text not null,
  reason text not null,
  primary key (one_id, other_id)
);

-- Answers set aside with a reason, and taken back.
create table surveys_set_aside (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  -- The answer that is counted instead, where it is a double.
  instead_id bigint references surveys_respondents (id),
  at text not null,
  by_label text not null,
  reason text not null,
  taken_back_at text,
  taken_back_by text not null,
  taken_back_reason text not null
);
create index surveys_set_aside_by_respondent on surveys_set_aside (respondent_id, id);

-- Later deadlines given to a group.
create table surveys_extensions (
  id {{id}},
  survey_id bigint not null references surveys (id),
  at text not null,
  by_label text not null,
  due_on text not null,
  -- Whom, in words: 「山梨県・過疎地域」.
  whom text not null,
  respondents bigint not null
);
create index surveys_extensions_by_survey on surveys_extensions (survey_id, id);

-- A sixth state: what is set aside is neither collected nor counted. (A check cannot be widened, so the column is
-- made anew.)
drop index surveys_respondents_by_state;
alter table surveys_respondents add column standing text not null default 'not_opened'
  check (standing in ('not_opened', 'working', 'submitted', 'returned', 'accepted', 'set_aside'));
update surveys_respondents set standing = state;
alter table surveys_respondents drop column state;
alter table surveys_respondents rename column standing to state;
create index surveys_respondents_by_state on surveys_respondents (survey_id, state, code);
