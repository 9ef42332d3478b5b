-- What a case shows beside its words: pictures, documents to be saved, a logic model. The files themselves lie among the files.

create table cases_files (
  case_id bigint not null references cases (id),
  position bigint not null,
  -- Where it lies among the files; the end of it is its address.
  file_key text not null,
  file_name text not null,
  -- By its bytes: png, jpg, pdf, docx, xlsx, pptx.
  kind text not null,
  bytes bigint not null,
  -- Of a picture, in pixels; else 0.
  width bigint not null,
  height bigint not null,
  -- What a picture shows, for who does not see it.
  says text not null,
  caption text not null,
  primary key (case_id, position)
);

-- ロジックモデル: a kept version of a plan. It does not change; the plan may go on.
create table cases_models (
  case_id bigint primary key references cases (id),
  plan_id bigint not null,
  plan_version bigint not null,
  title text not null
);

-- Every file that any version of a case ever showed: it is kept as long as the case.
create table cases_kept_files (
  case_id bigint not null references cases (id),
  file_key text not null,
  primary key (case_id, file_key)
);
create index cases_kept_files_by_key on cases_kept_files (file_key);

-- Files that may belong to nobody: on their way in, or of a case that was removed. What no case keeps then is removed.
create table cases_loose_files (
  file_key text primary key,
  until text not null
);
