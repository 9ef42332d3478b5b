-- Files that go with a mail. What they hold stands in the file store until the mail has left.
create table mail_attachments (
  id {{id}},
  mail_id bigint not null references mails (id),
  name text not null,
  -- Key in the file store; empty once the mail has left and the file is deleted.
  file_key text not null
);
create index mail_attachments_by_mail on mail_attachments (mail_id, id);
