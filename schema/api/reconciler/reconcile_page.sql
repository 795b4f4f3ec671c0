-- What Twilio's REST API answered to one path of an account, taken apart: each
-- call, recording or participant of a list, or the one that it is (kind
-- 'resource', with its SID, for reconcile_apply(); a participant's is its
-- CallSid), and the path of the page after it (kind 'next').
create or replace function api.reconcile_page(
  account_sid text, body jsonb, out kind text, out value text, out sid text)
returns setof record
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  return query
    select 'resource', r::text, coalesce(r ->> 'sid', r ->> 'call_sid')
      from jsonb_array_elements(coalesce(
             body -> 'calls', body -> 'recordings', body -> 'participants', jsonb_build_array(body))) r
    union all
    select 'next', body ->> 'next_page_uri', null
     where starts_with(body ->> 'next_page_uri', twilio_path(account_sid, ''));
end
$$;

grant execute on function api.reconcile_page to omnivox_recctl, omnivox_reconciler;
