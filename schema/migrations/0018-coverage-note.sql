-- A day is noted as changed in one place, and that none has to be is found sooner.

-- Notes the day of a call, if that is some time ago: a day is counted only when
-- it was over a day ago, after all who did not note theirs.
create function data.coverage_day_note(organization uuid, began_at timestamptz) returns void
language plpgsql
as $$
begin
  if began_at < now() - interval '12 hours' then
    insert into data.coverage_change (organization_id, day)
    values (organization, (began_at at time zone 'UTC')::date)
    on conflict do nothing;
  end if;
end
$$;

create or replace function data.coverage_change_note(ids uuid[]) returns void
language plpgsql
as $$
begin
  perform data.coverage_day_note(c.organization_id, c.listed_at)
     from data.call_record c where c.id = any (ids);
end
$$;

-- A call has changed, or is gone: what calls show of its conferences, too.
create or replace function data.coverage_call_changed() returns trigger
language plpgsql
as $$
begin
  if (old.organization_id, old.listed_at, old.status, old.campaign_id, old.campaign_name, old.agent_id,
      old.agent_name, old.ended_at, old.conference_sid)
     is not distinct from
     (new.organization_id, new.listed_at, new.status, new.campaign_id, new.campaign_name, new.agent_id,
      new.agent_name, new.ended_at, new.conference_sid) then
    return null;
  end if;
  perform data.coverage_day_note(old.organization_id, old.listed_at);
  perform data.coverage_day_note(new.organization_id, new.listed_at);
  perform data.coverage_change_note(array(
    select o.call_record_id
      from data.conference_call k join data.conference_call o using (conference_sid, organization_id)
     where k.call_record_id = new.id));
  return null;
end
$$;

-- What belongs to a call has changed. Of a call that is not long ago nobody has
-- to note anything, unless calls of its conferences are: that is to cost little,
-- as each recording of today goes this way.
create or replace function data.coverage_part_changed() returns trigger
language plpgsql
as $$
begin
  perform from data.call_record c
   where c.id in (old.call_record_id, new.call_record_id)
     and (c.listed_at < now() - interval '12 hours' or c.conference_sid is not null);
  if found then
    perform data.coverage_change_note(array[old.call_record_id, new.call_record_id] || array(
      select o.call_record_id
        from data.conference_call k join data.conference_call o using (conference_sid, organization_id)
       where k.call_record_id in (old.call_record_id, new.call_record_id)));
  end if;
  return null;
end
$$;
