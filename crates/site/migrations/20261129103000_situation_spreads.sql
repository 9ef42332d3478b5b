-- Comparisons are made beside everything else: what is marked waits for the job.
create table situation_spread_marks (
  indicator_id text not null references situation_indicators (id),
  year bigint not null,
  marked_at text not null,
  primary key (indicator_id, year)
);

-- What the register's facts were recognised by when every comparison was made from them last: one row.
create table situation_spread_ground (
  stamp text not null
);

-- What a group was made of (code=thousandths;…): it is made anew only when five of them have changed.
alter table situation_spreads add column basis text not null default '';
alter table situation_spreads add column made_at text not null default '';
