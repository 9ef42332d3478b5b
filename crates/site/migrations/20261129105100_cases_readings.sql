-- How often the page of a case was opened, by day: the sum of what the nodes counted, never who it was.
create table cases_readings (
  case_id bigint not null,
  day text not null,
  times bigint not null,
  primary key (case_id, day)
);
create index cases_readings_by_day on cases_readings (day);
