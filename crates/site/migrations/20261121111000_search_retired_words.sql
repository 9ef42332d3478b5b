-- A word the office took out of use stays in the table, so that it can come back.
alter table search_synonyms add column valid_to text;
