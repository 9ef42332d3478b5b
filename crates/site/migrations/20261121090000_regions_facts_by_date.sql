-- The newest date is asked for on every page with figures: it must not read the whole table.
create index regions_facts_by_date on regions_facts (as_of, municipality_code, key);
