-- Whoever delivers the outbox hears of a new message at once instead of at the next look.
CREATE FUNCTION tell_of_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gradewire_outbox', '');
  RETURN NULL;
END
$$;

CREATE TRIGGER tell_of_outbox AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION tell_of_outbox();
