-- 支援の記録, seen by the municipality it concerns, which may say a word to it. What was noted before towns saw it stays the prefecture's.

alter table situation_supports add column seen_by_towns boolean not null default false;

create table situation_support_remarks (
  id {{id}},
  support_id bigint not null references situation_supports (id),
  municipality_code text not null references regions_municipalities (code),
  words text not null,
  form_key text not null,
  at text not null,
  by_label text not null
);
create unique index situation_support_remarks_form_key on situation_support_remarks (form_key);
create index situation_support_remarks_by_support on situation_support_remarks (support_id, municipality_code);
