-- What has to be looked at after a year was copied: every item is 未確認 until somebody confirms it.
create table programmes_checks (
  year_id bigint not null references programmes_years (id),
  key text not null,
  -- Null: not confirmed yet.
  confirmed_at text,
  -- Name, organisation and role at the time.
  confirmed_by text,
  primary key (year_id, key)
);
