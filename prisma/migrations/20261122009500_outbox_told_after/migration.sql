-- PostgreSQL lets transactions that notify be committed one at a time only, each until it is on disk. Who tells of the
-- outbox after the commit says so beforehand: see prisma/src/queries/outbox-news.ts.
CREATE OR REPLACE FUNCTION tell_of_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gradewire.tells_after_commit', true) IS DISTINCT FROM 'on' THEN
    PERFORM pg_notify('gradewire_outbox', '');
  END IF;
  RETURN NULL;
END
$$;
