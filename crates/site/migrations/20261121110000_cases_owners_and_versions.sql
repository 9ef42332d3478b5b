-- A body (医師会 …) owns what it writes: about a town, but not the town's. Null: the place itself owns the case.
alter table cases add column owner_organisation_id bigint references people_organisations (id);
-- The body's name as the case bears it; empty where a place owns it. A body's case has no owner_code.
alter table cases add column body_name text not null default '';
create index cases_by_body on cases (owner_organisation_id);

update cases set
  owner_organisation_id = created_for,
  body_name = (select o.name from people_organisations o where o.id = cases.created_for),
  owner_code = ''
where created_for is not null and exists (
  select 1 from cases_steps s where s.case_id = cases.id and s.state = 'draft' and s.by_label like '%・団体）'
);

-- 破棄: the writer's own draft, put aside. `state` keeps where it goes back to; after 30 days the row is removed.
alter table cases add column discarded_at text;
create index cases_by_discarded on cases (discarded_at);

-- Who took the step: letters about what follows go to her.
alter table cases_steps add column by_person bigint references people_persons (id);

-- Every stored edit: who, when, the whole content as JSON, and the labels of what changed, one per line.
create table cases_versions (
  case_id bigint not null references cases (id),
  version bigint not null,
  at text not null,
  by_label text not null,
  on_behalf_of text not null,
  changed text not null,
  content text not null,
  primary key (case_id, version)
);
