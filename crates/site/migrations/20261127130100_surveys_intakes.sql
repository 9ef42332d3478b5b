-- What came back in Excel and waits to be decided about: one row per upload or mail, one per workbook in it.
create table surveys_intakes (
  id {{id}},
  survey_id bigint not null references surveys (id),
  -- The respondent whose own page took it; null: the collection room, or a mail whose sender is not known for it.
  respondent_id bigint references surveys_respondents (id),
  way text not null check (way in ('own_page', 'room', 'mail')),
  -- The address a mail came from; empty for what was uploaded.
  sender text not null,
  at text not null,
  by_label text not null
);
create index surveys_intakes_by_survey on surveys_intakes (survey_id, id);
create index surveys_intakes_by_respondent on surveys_intakes (respondent_id, id);

create table surveys_intake_sheets (
  id {{id}},
  intake_id bigint not null references surveys_intakes (id),
  -- Counts from 1.
  position bigint not null,
  file_name text not null,
  -- Key in the file store; empty when the file was not kept, or is deleted.
  file_key text not null,
  -- Whose it is, as far as the workbook says.
  code text not null,
  name text not null,
  -- What its answers are recognised by: two sheets of one respondent that say different things.
  answers_mark text not null,
  state text not null check (state in ('waiting', 'taken', 'unchanged', 'empty', 'refused', 'dropped')),
  -- How many answers it adds and how many it changes; answered otherwise here since it was given out; as looked at last.
  added bigint not null,
  changed bigint not null,
  conflicts bigint not null,
  -- Nothing is missing any more: taking it hands it in.
  complete boolean not null,
  -- Why it is refused, a sentence per line.
  reasons text not null,
  decided_at text,
  decided_by text not null,
  unique (intake_id, position)
);
create index surveys_intake_sheets_kept on surveys_intake_sheets (file_key, state);

-- Mails that were looked at: none is taken twice.
create table surveys_mails (
  id {{id}},
  message_id text not null,
  at text not null,
  sender text not null,
  -- What became of it, in words.
  outcome text not null,
  constraint surveys_mails_once unique (message_id)
);

-- Letters that ask for an answer, with the link to the respondent's page.
create table surveys_letters (
  id {{id}},
  respondent_id bigint not null references surveys_respondents (id),
  at text not null,
  by_label text not null,
  with_sheet boolean not null
);
create index surveys_letters_by_respondent on surveys_letters (respondent_id, id);
