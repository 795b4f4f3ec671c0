-- Chooses which call of a conference keeps what was recorded of it: one that
-- Twilio says took part, before one of which only the dialer says so (it may
-- be wrong, and take a customer's talk to another call); of these the
-- customer's. Of several, or if none is known to be the customer's: one that
-- was in no other conference (who was in two is an agent), and of these the
-- one that began first. Chosen anew whenever one of these facts changes, so
-- that it does not depend on who was heard of first.
-- Locks all of its calls, unless the caller has.
create or replace function rules.conference_keeper_choose(organization_id uuid, conference_sid text)
returns void
language plpgsql
as $$
declare
  cf   constant text := conference_sid;
  org  constant uuid := organization_id;
  best uuid;
begin
  perform call_record_lock(variadic array(
    select k.call_record_id from conference_call k where k.conference_sid = cf and k.organization_id = org));
  select c.id into best
    from conference_call k join call_record c on c.id = k.call_record_id
   where k.conference_sid = cf and k.organization_id = org
   order by k.is_twilios desc, c.is_customers desc,
            exists (select from conference_call o
                     where o.call_record_id = c.id and o.conference_sid <> cf),
            c.started_at nulls last, c.call_id collate "C"
   limit 1;
  update conference_call k set keeps_recording = null
   where k.conference_sid = cf and k.organization_id = org
     and k.keeps_recording and k.call_record_id <> best;
  update conference_call k set keeps_recording = true
   where k.conference_sid = cf and k.organization_id = org
     and k.call_record_id = best and k.keeps_recording is null;
  if found then
    perform conference_recordings_move(org, cf, best);
  end if;
end
$$;
