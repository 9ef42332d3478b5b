-- A comment that needs no answer: the author's side has put it aside, and it waits for nobody any more.
alter table cases_comments add column settled_at text;
