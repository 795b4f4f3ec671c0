-- Does a status take the place of an old one? A later status does, and one
-- that ends the call is replaced by none. Later is what has the higher
-- SequenceNumber, if both have one. An event that has no status, as a
-- conference's, counts in another sequence than the call's.
create or replace function rules.call_status_is_later(
  status data.call_status, sequence integer, old_status data.call_status, old_sequence integer)
returns boolean
language sql immutable
as $$
  select status is not null and (old_status is null
    or (old_status < 'completed' and status >= 'completed')
    or (old_status < 'completed'
        and coalesce((sequence, status) > (old_sequence, old_status), status > old_status)))
$$;
