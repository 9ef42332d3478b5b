-- Limits by address and browser, and by network. Codes for more purposes: whose code opens which membership,
-- whether it went by mail, codes for a new mail address. (The check on the purposes changes, so the table is made anew.)
alter table people_codes rename to people_codes_before;
drop index people_codes_by_mail;
create table people_codes (
  id {{id}},
  -- 'request': asked to join, no code at all, but counted like one.
  purpose text not null check (purpose in ('sign_in', 'registration', 'request', 'new_mail')),
  mail text not null,
  -- Null when nobody has this address: the page behaves the same, no mail leaves.
  person_id bigint references people_persons (id),
  -- Of a registration code: the one membership it opens.
  membership_id bigint references people_memberships (id),
  -- False: printed; who types it has not shown that the mailbox is hers.
  mailed boolean not null,
  code_fingerprint text not null,
  -- The browser that asked; null for registration codes, which may travel on paper.
  browser_fingerprint text,
  -- The network that asked; forgotten after a day.
  network text,
  created_at text not null,
  expires_at text not null,
  wrong_tries bigint not null,
  used_at text
);
insert into people_codes (purpose, mail, person_id, mailed, code_fingerprint, browser_fingerprint, created_at, expires_at, wrong_tries, used_at)
select purpose, mail, person_id, true, code_fingerprint, browser_fingerprint, created_at, expires_at, wrong_tries, used_at
from people_codes_before order by id;
drop table people_codes_before;
create index people_codes_by_mail on people_codes (mail, created_at);
create index people_codes_by_browser on people_codes (browser_fingerprint);
create index people_codes_by_network on people_codes (network, created_at);

alter table people_sign_ins add column browser_fingerprint text;
alter table people_sign_ins add column network text;
create index people_sign_ins_by_network on people_sign_ins (network, at);
