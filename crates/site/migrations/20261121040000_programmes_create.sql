-- Programmes: whose year it is. Dates, limits and quotas are a programme year's data.
create table programmes (
  id {{id}},
  name text not null,
  short_name text not null,
  -- The department that owns it (所管課), or a prefecture for its own programme.
  owner_organisation_id bigint not null references people_organisations (id),
  position bigint not null
);

create table programmes_years (
  id {{id}},
  programme_id bigint not null references programmes (id),
  fiscal_year bigint not null,
  -- The programme office (事務局), a contractor that may change from year to year.
  office_organisation_id bigint references people_organisations (id),
  mail text not null,
  telephone text not null,
  hours text not null,
  starts_on text not null,
  ends_on text not null,
  purpose text not null,
  version bigint not null
);
create unique index programmes_years_once on programmes_years (programme_id, fiscal_year);
create index programmes_years_by_office on programmes_years (office_organisation_id);

-- Named values of a year: 「1都道府県 10名まで」, 「締切」 … with the known value as default in rules.rs.
create table programmes_settings (
  year_id bigint not null references programmes_years (id),
  key text not null,
  value text not null,
  primary key (year_id, key)
);
