-- More of what a reader asks (REQ-160, REQ-286): who lent support, how the work changed, what failed, what sped it up
-- or held it back, what is tried hard, how it is measured.
alter table cases add column support text not null default '';
alter table cases add column changes text not null default '';
alter table cases add column failures text not null default '';
alter table cases add column turning_points text not null default '';
alter table cases add column trying text not null default '';
alter table cases add column measuring text not null default '';

-- How several municipalities share the cost (REQ-164): tenths of a percent, null where only the basis is told.
create table cases_cost_shares (
  case_id bigint not null references cases (id),
  position bigint not null,
  basis text not null,
  tenths bigint,
  primary key (case_id, position)
);

-- Municipalities that own a case together with the one in owner_code: theirs to see and to change, too.
create table cases_co_owners (
  case_id bigint not null references cases (id),
  municipality_code text not null references regions_municipalities (code),
  position bigint not null,
  primary key (case_id, municipality_code)
);
create index cases_co_owners_by_municipality on cases_co_owners (municipality_code);
