-- The library: 手引き・資料. One row is one document or link; its number stands in its address for good.

create table library_documents (
  id {{id}},
  kind text not null,
  title text not null,
  summary text not null,
  -- Who made it.
  publisher text not null,
  -- Fiscal year; null when it has none.
  year bigint,
  tier text not null constraint library_documents_tier check (tier in ('public', 'signed_in', 'office')),
  state text not null constraint library_documents_state check (state in ('shown', 'withdrawn')),
  -- Why it was withdrawn.
  reason text not null,
  -- Whose library it is in; null: of the programme that stands first.
  programme_id bigint references programmes (id),
  -- What came with the program is known by this name; null for everything else.
  slug text,
  -- The name it was imported by, so that it is known the next time; null for what was not imported.
  import_name text,
  -- Drawn when the empty form was shown: the same form sent twice stores one document.
  form_key text not null,
  -- The content that holds now.
  version bigint not null,
  -- Counts up at every change: a save over somebody else's is noticed.
  revision bigint not null,
  -- Folded for searching: title, summary, publisher, names of kind and scenes.
  search_text text not null,
  created_at text not null,
  updated_at text not null
);
create unique index library_documents_form_key on library_documents (form_key);
create unique index library_documents_slug on library_documents (slug);
create unique index library_documents_import_name on library_documents (import_name);
create index library_documents_by_tier on library_documents (state, tier);

create table library_scenes (
  document_id bigint not null references library_documents (id),
  scene text not null,
  primary key (document_id, scene)
);

-- Every content there was: a file, a link, or both.
create table library_versions (
  document_id bigint not null references library_documents (id),
  version bigint not null,
  at text not null,
  by_label text not null,
  -- What is different from the one before.
  note text not null,
  link text not null,
  -- Where the file lies; empty for a link alone.
  file_key text not null,
  file_name text not null,
  file_kind text not null,
  file_bytes bigint not null,
  sha256 text not null,
  parts bigint not null,
  -- What reading it had to remark, one sentence per line.
  remarks text not null,
  primary key (document_id, version)
);
create index library_versions_by_hash on library_versions (sha256);

-- The text, page by page. `folded` is what the search looks through.
create table library_pages (
  document_id bigint not null,
  version bigint not null,
  position bigint not null,
  place text not null,
  heading text not null,
  body text not null,
  folded text not null,
  primary key (document_id, version, position),
  foreign key (document_id, version) references library_versions (document_id, version)
);

-- How a document is used, by whom: counts and their base, never a percentage alone.
create table library_uses (
  document_id bigint not null references library_documents (id),
  position bigint not null,
  asked text not null,
  question text not null,
  answer text not null,
  number bigint not null,
  base bigint not null,
  year bigint not null,
  source text not null,
  primary key (document_id, position)
);
