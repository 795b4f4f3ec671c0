-- The recording of a conference belongs to one of the calls that took part
-- in it; a ConferenceSid is no name of a call any more.

create table data.conference_call (
  conference_sid   text not null check (conference_sid ~ '^CF[0-9a-fA-F]{32}$'),
  organization_id  uuid not null references data.organization,
  call_record_id   uuid not null references data.call_record,
  is_twilios       boolean not null default true,
  keeps_recording  boolean check (keeps_recording),
  primary key (conference_sid, organization_id, call_record_id),
  -- True or null, never false: so that one call of a conference can be it.
  unique (conference_sid, organization_id, keeps_recording)
);
create index conference_call_record on data.conference_call (call_record_id);
comment on table data.conference_call is
  'Which calls took part in a conference. As long as none is known, its
   ConferenceSid is the only leg of a call record of its own.';
comment on column data.conference_call.is_twilios is
  'Twilio has said so; false: the dialer alone has.';
comment on column data.conference_call.keeps_recording is
  'What is recorded of the conference belongs to this call.';

alter table data.call_record
  add column is_customers    boolean not null default false,
  add column conference_sid  text;
comment on column data.call_record.is_customers is
  'Twilio says that somebody called, or was called, who is no agent.';
comment on column data.call_record.conference_sid is
  'The last conference that it is known to have taken part in.';

alter table data.recording_segment add column conference_sid text;
create index recording_segment_conference on data.recording_segment (conference_sid)
  where conference_sid is not null;
comment on column data.recording_segment.conference_sid is
  'Of what it is a recording, if that is a conference; null: a call.';

-- Audio of a conference leaves a recording when it turns out to be another
-- call's: what is left may be in any state.
drop trigger recording_state on data.recording;
create trigger recording_state before update of state on data.recording
  for each row when (old.state <> new.state and new.segment_count >= old.segment_count)
  execute function data.state_change_check(
    'in_progress>available', 'in_progress>absent', 'in_progress>failed',
    'in_progress>deleted', 'in_progress>stored',
    'available>stored', 'available>failed', 'available>in_progress',
    'available>absent', 'available>deleted',
    'failed>available', 'failed>in_progress', 'failed>stored', 'failed>absent',
    'failed>deleted',
    'absent>in_progress', 'absent>available', 'absent>failed',
    'absent>stored', 'absent>deleted', 'stored>deleted',
    'deleted>in_progress', 'deleted>available', 'deleted>stored',
    'deleted>absent', 'deleted>failed');

-- That a part of a call cannot be heard is a fact of the row.
alter table data.recording add column missing_count integer not null default 0;
comment on column data.recording.missing_count is
  'How many of its segments have, or may have, audio that cannot be heard now.';
update data.recording r
   set missing_count = s.missing
  from (select recording_id, count(*) filter (
                 where state in ('in_progress', 'failed')
                    or (state = 'available' and (encryption is not null or problem <> 'our_disk'))) as missing
          from data.recording_segment group by recording_id) s
 where s.recording_id = r.id and s.missing > 0;

-- A recording's id goes on leading to the segment that it was made for, also
-- when the others leave.
alter table data.recording add column made_for text,
  drop constraint recording_call_record_id_key,
  add unique (call_record_id) deferrable;
update data.recording r set made_for = (
  select s.recording_sid from data.recording_segment s
   where s.recording_id = r.id order by s.created_at, s.recording_sid limit 1);
alter table data.recording alter column made_for set not null;
alter table data.former_id add column made_for text;
comment on column data.recording.made_for is
  'The RecordingSid of its first segment: its id leads to the recording that
   has this one.';
comment on column data.former_id.made_for is 'As recording.made_for had it; null: it was a call record''s.';

-- Calls that a conference made one stay so: what was which is not known.
update data.recording_segment s set conference_sid = l.sid
  from data.recording r join data.call_leg l on l.call_record_id = r.call_record_id
 where r.id = s.recording_id and l.sid ~ '^CF[0-9a-fA-F]{32}$'
   and (s.source in ('Conference', 'StartConferenceRecordingAPI')
        or not exists (select from data.call_leg o
                        where o.call_record_id = l.call_record_id and o.sid <> l.sid));
insert into data.conference_call (conference_sid, organization_id, call_record_id, keeps_recording)
select l.sid, l.organization_id, l.call_record_id, true
  from data.call_leg l
 where l.sid ~ '^CF[0-9a-fA-F]{32}$'
   and exists (select from data.call_leg o
                where o.call_record_id = l.call_record_id and o.sid !~ '^CF[0-9a-fA-F]{32}$');
delete from data.call_leg l using data.conference_call k
 where k.conference_sid = l.sid and k.organization_id = l.organization_id;
update data.call_record c set conference_sid = k.conference_sid, is_customers = true
  from data.conference_call k where k.call_record_id = c.id;

-- A state that may not be is a fault of ours, never of whoever sent an event.
create or replace function data.state_change_check() returns trigger
language plpgsql
as $$
begin
  if old.state || '>' || new.state <> all (tg_argv) then
    raise exception '% may not go from % to %', tg_table_name, old.state, new.state
      using errcode = 'internal_error';
  end if;
  return new;
end
$$;

-- Functions whose parameters change.
drop function if exists data.call_record_resolve(uuid, text[], text, timestamptz, text, text, boolean);
drop function if exists data.coverage(uuid, date, date, text, text);
drop function if exists data.recording_merge(uuid, uuid);
drop function if exists data.recording_timeline(uuid);
drop function if exists data.recording_timeline_shown(uuid);
drop function if exists api.recording_json(bytea, uuid);
