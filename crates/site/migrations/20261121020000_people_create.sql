-- People: organisations, persons, memberships with dates, sign-in by mailed code.

-- Controlled lists, dated and editable: kinds of organisation, professions, affiliations.
create table people_lists (
  list text not null,
  id text not null,
  label text not null,
  position bigint not null,
  valid_from text,
  valid_to text,
  primary key (list, id)
);

create table people_organisations (
  id {{id}},
  kind text not null,
  name text not null,
  kana text not null,
  parent_id bigint references people_organisations (id),
  -- Where it belongs: a municipality, a prefecture, a bureau; null where it does not.
  municipality_code text references regions_municipalities (code),
  prefecture_code text references regions_prefectures (code),
  bureau_id text references regions_bureaus (id),
  -- A health centre's or a medical association's area.
  area_id text references regions_areas (id),
  valid_from text,
  valid_to text,
  search_text text not null
);
create index people_organisations_by_municipality on people_organisations (municipality_code);
create index people_organisations_by_prefecture on people_organisations (prefecture_code);

-- Mail domains from which people may register themselves for an organisation.
create table people_domains (
  domain text not null,
  organisation_id bigint not null references people_organisations (id),
  primary key (domain, organisation_id)
);

create table people_persons (
  id {{id}},
  name text not null,
  kana text not null,
  -- Lower-cased; where codes are sent.
  mail text not null,
  state text not null check (state in ('invited', 'waiting', 'active', 'closed')),
  created_at text not null,
  last_sign_in_at text
);
create unique index people_persons_mail on people_persons (mail);

create table people_qualifications (
  person_id bigint not null references people_persons (id),
  profession_id text not null,
  primary key (person_id, profession_id)
);

create table people_memberships (
  id {{id}},
  person_id bigint not null references people_persons (id),
  organisation_id bigint not null references people_organisations (id),
  -- The column of the permission table: see permissions/roles.rs.
  role text not null,
  title text not null,
  -- Of the coordinators: 基幹的, 都道府県／市町村, 直営／委託.
  coordinator_level text,
  coordinator_core boolean not null,
  coordinator_contract text,
  valid_from text not null,
  valid_to text
);
create index people_memberships_by_person on people_memberships (person_id);
create index people_memberships_by_organisation on people_memberships (organisation_id);

-- The municipalities a coordinator is contracted for, dated.
create table people_served_municipalities (
  membership_id bigint not null references people_memberships (id),
  municipality_code text not null references regions_municipalities (code),
  valid_from text not null,
  valid_to text,
  primary key (membership_id, municipality_code, valid_from)
);

-- Mailed codes. Only fingerprints are kept; a code dies at first use or after five wrong tries.
create table people_codes (
  id {{id}},
  purpose text not null check (purpose in ('sign_in', 'registration')),
  mail text not null,
  -- Null when nobody has this address: the page behaves the same, no mail leaves.
  person_id bigint references people_persons (id),
  code_fingerprint text not null,
  -- The browser that asked; null for registration codes, which may travel on paper.
  browser_fingerprint text,
  created_at text not null,
  expires_at text not null,
  wrong_tries bigint not null,
  used_at text
);
create index people_codes_by_mail on people_codes (mail, created_at);

create table people_sessions (
  id {{id}},
  fingerprint text not null,
  person_id bigint not null references people_persons (id),
  membership_id bigint not null references people_memberships (id),
  created_at text not null,
  last_seen_at text not null,
  expires_at text not null,
  ended_at text,
  -- What the browser calls itself, shortened: so that a person recognises her own sessions.
  browser_name text not null
);
create unique index people_sessions_fingerprint on people_sessions (fingerprint);
create index people_sessions_by_person on people_sessions (person_id);

-- ログイン履歴: successes and failures; an unknown address leaves only its fingerprint.
create table people_sign_ins (
  id {{id}},
  at text not null,
  person_id bigint references people_persons (id),
  mail_fingerprint text not null,
  outcome text not null,
  browser_name text not null
);
create index people_sign_ins_by_person on people_sign_ins (person_id, at);
create index people_sign_ins_by_mail on people_sign_ins (mail_fingerprint, at);
