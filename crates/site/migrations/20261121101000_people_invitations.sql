-- A membership comes into force when the person accepts it; until then the organisation knows only what it typed.
alter table people_memberships add column state text not null default 'accepted'
  check (state in ('invited', 'asked', 'accepted', 'refused', 'declined'));
-- What the inviter typed.
alter table people_memberships add column invited_name text not null default '';
alter table people_memberships add column invited_mail text not null default '';
alter table people_memberships add column decided_at text;
-- The last time she signed in for this membership: what others are told is theirs to know.
alter table people_memberships add column last_sign_in_at text;
update people_memberships set state = 'invited',
  invited_name = (select p.name from people_persons p where p.id = people_memberships.person_id),
  invited_mail = (select p.mail from people_persons p where p.id = people_memberships.person_id)
  where person_id in (select id from people_persons where state = 'invited');
update people_memberships set state = 'asked' where person_id in (select id from people_persons where state = 'waiting');
update people_memberships set last_sign_in_at =
  (select max(s.created_at) from people_sessions s where s.membership_id = people_memberships.id);
update people_codes set membership_id =
  (select max(m.id) from people_memberships m where m.person_id = people_codes.person_id and m.state = 'invited')
  where purpose = 'registration';

-- Opened with a code that went through her own mailbox, not with a printed one.
alter table people_sessions add column mailbox_proven boolean not null default false;

-- For which membership somebody signed in (or tried to).
alter table people_sign_ins add column membership_id bigint references people_memberships (id);
update people_sign_ins set membership_id =
  (select min(s.membership_id) from people_sessions s
   where s.person_id = people_sign_ins.person_id and s.created_at = people_sign_ins.at);
create index people_sign_ins_by_membership on people_sign_ins (membership_id, id);
