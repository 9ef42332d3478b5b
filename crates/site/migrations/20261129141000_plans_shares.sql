-- Whom a town shows a plan besides those it belongs to: somebody, in the memberships she has on that day, or an organisation;
-- to read, to comment, to write along; until a day.

create table plans_shares (
  id {{id}},
  plan_id bigint not null references plans (id),
  -- As the town named her or it: a mail address, a name.
  named text not null,
  kind text not null constraint plans_share_kind check (kind in ('mail', 'person', 'organisation')),
  organisation_id bigint references people_organisations (id),
  may text not null constraint plans_share_may check (may in ('read', 'comment', 'write')),
  until_on text not null,
  note text not null,
  form_key text not null,
  at text not null,
  by_label text not null,
  ended_at text,
  ended_by text not null
);
create unique index plans_shares_form on plans_shares (form_key);
create index plans_shares_by_plan on plans_shares (plan_id);
create index plans_shares_by_organisation on plans_shares (organisation_id);

-- The memberships in which somebody named is let in: what she joins later is none of them. None: nobody has that address.
create table plans_share_memberships (
  share_id bigint not null references plans_shares (id),
  membership_id bigint not null references people_memberships (id),
  primary key (share_id, membership_id)
);
create index plans_share_memberships_by_membership on plans_share_memberships (membership_id);
