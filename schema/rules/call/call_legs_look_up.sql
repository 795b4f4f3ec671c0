-- What is known of the names of a reference, and of its conference's: the
-- records of which Twilio's names, or the conference's, are legs; that of which
-- the dialer's id is one; how many of the names are legs; and whether one of
-- these calls was in a conference.
create or replace function rules.call_legs_look_up(
  reference data.call_reference, call data.call_resolution, out record_ids uuid[], out dialers_id uuid,
  out known bigint, out conferred boolean)
returns setof record
language sql stable rows 1
as $$
  select array_agg(l.call_record_id) filter (where l.sid = any (reference.names || call.conference_sid)),
         (array_agg(l.call_record_id) filter (where l.sid = reference.dialer_id))[1],
         count(*) filter (where l.sid = any (call.names)),
         coalesce(bool_or(c.conference_sid is not null), false)
    from data.call_leg l join data.call_record c on c.id = l.call_record_id
   where l.organization_id = reference.organization_id and l.sid = any (call.names || call.conference_sid)
$$;
