-- Jobs: background work, written in the same transaction as the change that asks for it.
create table jobs (
  id {{id}},
  kind text not null,
  payload text not null,
  -- Two jobs with the same key are one job; null: no such wish.
  unique_key text,
  state text not null check (state in ('ready', 'running', 'done', 'dead')),
  run_at text not null,
  attempts bigint not null,
  worker text,
  lease_until text,
  last_error text,
  created_at text not null,
  finished_at text
);
create unique index jobs_unique_key on jobs (unique_key);
create index jobs_by_time on jobs (state, run_at);

-- Mails: the outbox. A mail is stored with the change it tells of, and sent afterwards.
create table mails (
  id {{id}},
  recipient text not null,
  subject text not null,
  body text not null,
  -- A body with a code in it is blanked once it has been handed to the mail server.
  secret boolean not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  created_at text not null,
  sent_at text,
  last_error text
);
create index mails_by_recipient on mails (recipient, id);

-- Audit: who did what, when, for whom. Append-only.
create table audit_log (
  id {{id}},
  at text not null,
  action text not null,
  actor_kind text not null,
  actor_person bigint,
  actor_label text not null,
  -- Acting for somebody (代理) always records both.
  on_behalf_of text,
  subject_kind text not null,
  subject_id text not null,
  detail text not null,
  request_id text not null
);
create index audit_log_by_subject on audit_log (subject_kind, subject_id, id);
create index audit_log_by_person on audit_log (actor_person, id);
