-- Pages say in the reader's language why a row could not be taken. For that, quarantine keeps the key beside the words.

alter table private.quarantine add column fault jsonb;
comment on column private.quarantine.fault is 'What is wrong, as a key with what it is about; null in rows from before, which have words only.';
comment on column private.quarantine.reason is 'What is wrong, in English.';
