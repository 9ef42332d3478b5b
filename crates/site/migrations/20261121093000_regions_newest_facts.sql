-- The newest value of every fact, kept beside the history: pages show these, found by their key.
-- (A grouping over the whole history took tens of milliseconds on every page with a figure.)
create table regions_newest_facts (
  municipality_code text not null references regions_municipalities (code),
  key text not null,
  as_of text not null,
  amount bigint,
  words text,
  source text not null,
  fictitious boolean not null,
  primary key (municipality_code, key)
);
insert into regions_newest_facts (municipality_code, key, as_of, amount, words, source, fictitious)
select f.municipality_code, f.key, f.as_of, f.amount, f.words, f.source, f.fictitious from regions_facts f
where f.as_of = (select max(g.as_of) from regions_facts g
  where g.municipality_code = f.municipality_code and g.key = f.key);

drop index regions_facts_by_date;
drop index regions_facts_by_key;
