-- The calls of days that are over are counted once, and not each time that
-- somebody asks. Days are UTC's; their hours are kept by quarters, at which
-- the days of every time zone begin.

create table data.coverage_day (
  organization_id  uuid not null references data.organization,
  day              date not null,
  counted_at       timestamptz not null default now(),
  holds_until      timestamptz not null default 'infinity',
  primary key (organization_id, day)
);
comment on table data.coverage_day is
  'Days of UTC whose calls are counted in coverage_part. The counts are right
   unless coverage_change names the day.';
comment on column data.coverage_day.holds_until is
  'From then on a call counts as something else, because of the time alone.';

create table data.coverage_part (
  organization_id  uuid not null,
  day              date not null,
  by               text not null check (by in ('day', 'campaign', 'agent')),
  at               timestamptz,
  id               uuid,
  name             text,
  fate             text not null,
  calls            integer not null,
  foreign key (organization_id, day) references data.coverage_day
);
create index coverage_part_day on data.coverage_part (organization_id, by, day);
comment on table data.coverage_part is
  'How many answered calls of a day had which fate: by quarters of an hour (by is
   day, the quarter begins at), by campaigns and by agents.';

-- Who changes what is counted only adds a row here, and so waits for nobody.
create table data.coverage_change (
  organization_id  uuid not null references data.organization,
  day              date not null,
  transaction_id   xid8 not null default pg_current_xact_id(),
  primary key (organization_id, day, transaction_id)
);
comment on table data.coverage_change is
  'Days whose calls have changed since they were counted.';

-- Notes the days of calls, if these are some time ago: a day is counted only
-- when it was over a day ago, after all who did not note theirs.
create function data.coverage_change_note(ids uuid[]) returns void
language plpgsql
as $$
begin
  insert into data.coverage_change (organization_id, day)
  select distinct c.organization_id, (c.listed_at at time zone 'UTC')::date
    from unnest(ids) i (id) join data.call_record c on c.id = i.id
   where c.listed_at < now() - interval '12 hours'
  on conflict do nothing;
end
$$;

-- A call has changed, or is gone: what calls show of its conferences, too.
create function data.coverage_call_changed() returns trigger
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
  insert into data.coverage_change (organization_id, day)
  select distinct c.organization_id, (c.listed_at at time zone 'UTC')::date
    from (values (old.organization_id, old.listed_at), (new.organization_id, new.listed_at))
           c (organization_id, listed_at)
   where c.listed_at < now() - interval '12 hours'
  on conflict do nothing;
  perform data.coverage_change_note(array(
    select o.call_record_id
      from data.conference_call k join data.conference_call o using (conference_sid, organization_id)
     where k.call_record_id = new.id));
  return null;
end
$$;

-- What belongs to a call has changed. Of a call that is not long ago nobody has
-- to note anything, unless calls of its conferences are: that is to cost little.
create function data.coverage_part_changed() returns trigger
language plpgsql
as $$
declare
  call record;
begin
  select c.listed_at, c.conference_sid into call
    from data.call_record c where c.id = coalesce(new.call_record_id, old.call_record_id);
  if call.listed_at < now() - interval '12 hours' or call.conference_sid is not null
     or old.call_record_id <> new.call_record_id then
    perform data.coverage_change_note(array[old.call_record_id, new.call_record_id] || array(
      select o.call_record_id
        from data.conference_call k join data.conference_call o using (conference_sid, organization_id)
       where k.call_record_id in (old.call_record_id, new.call_record_id)));
  end if;
  return null;
end
$$;

-- What is known of a conference has changed, or what was recorded of it.
create function data.coverage_conference_changed() returns trigger
language plpgsql
as $$
begin
  perform data.coverage_change_note(array(
    select k.call_record_id from data.conference_call k
     where k.conference_sid in (old.conference_sid, new.conference_sid)));
  return null;
end
$$;

create trigger coverage_insert after insert on data.call_record
  for each row when (new.listed_at < now() - interval '12 hours')
  execute function data.coverage_call_changed();
create trigger coverage_update after update on data.call_record
  for each row when (least(old.listed_at, new.listed_at) < now() - interval '12 hours'
                     or new.conference_sid is not null)
  execute function data.coverage_call_changed();
create trigger coverage_delete after delete on data.call_record
  for each row when (old.listed_at < now() - interval '12 hours')
  execute function data.coverage_call_changed();

-- A leg of its own counts for nothing.
create trigger coverage_insert after insert on data.call_leg
  for each row when (new.parent_sid is not null)
  execute function data.coverage_part_changed();
create trigger coverage_update after update on data.call_leg
  for each row when (old.parent_sid is not null or new.parent_sid is not null)
  execute function data.coverage_part_changed();
create trigger coverage_delete after delete on data.call_leg
  for each row when (old.parent_sid is not null)
  execute function data.coverage_part_changed();

create trigger coverage_change after insert or update or delete on data.recording
  for each row execute function data.coverage_part_changed();

create trigger coverage_insert after insert on data.recording_segment
  for each row when (new.conference_sid is not null)
  execute function data.coverage_conference_changed();
create trigger coverage_update after update on data.recording_segment
  for each row when (old.conference_sid is not null or new.conference_sid is not null)
  execute function data.coverage_conference_changed();
create trigger coverage_delete after delete on data.recording_segment
  for each row when (old.conference_sid is not null)
  execute function data.coverage_conference_changed();

create trigger coverage_call after insert or update or delete on data.conference_call
  for each row execute function data.coverage_part_changed();
create trigger coverage_conference after insert or update or delete on data.conference_call
  for each row execute function data.coverage_conference_changed();

-- Its result has one more column.
drop function if exists rules.coverage_groups(uuid, date, date, text, text);
