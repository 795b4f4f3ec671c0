-- Returns a page of the requests of the journal after (received_at, id) and
-- up to until, oldest first.
create or replace function api.replay_page(
  inout received_at timestamptz, inout id bigint, until timestamptz)
returns setof record
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  -- SQL takes what C has checked; what C refused as no SID never came here.
  return query
    select e.received_at, e.id from webhook_event e
     where (e.received_at, e.id) > (replay_page.received_at, replay_page.id)
       and e.received_at <= replay_page.until and e.reason is distinct from 'malformed_sid'
     order by e.received_at, e.id limit 1000;
end
$$;

grant execute on function api.replay_page to omnivox_recctl;
