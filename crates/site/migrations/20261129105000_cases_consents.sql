-- What a municipality says to owning a case with another one: it is asked once, and named to others only where it agreed.
-- For a 直し the row is that of the public case. agreed is null as long as nobody has answered.
create table cases_consents (
  case_id bigint not null references cases (id),
  municipality_code text not null references regions_municipalities (code),
  asked_at text not null,
  agreed boolean,
  answered_at text,
  by_label text not null default '',
  primary key (case_id, municipality_code)
);
create index cases_consents_by_municipality on cases_consents (municipality_code);

-- What is public already was looked at by the office, and its owners have been named since.
insert into cases_consents (case_id, municipality_code, asked_at, agreed, answered_at, by_label)
select o.case_id, o.municipality_code, c.updated_at, true, c.updated_at, '公開のときの事務局の確認'
from cases_co_owners o join cases c on c.id = o.case_id
where c.published_at is not null and o.municipality_code <> c.owner_code;
