-- Gives the benchmark an organization with so many calls, spread over the
-- year up to now. psql variables: name, the organization's; calls; and
-- token_hash, the SHA-256 in hex of a token that may read them. Does nothing
-- where there is an organization of that name.
select not exists (select from data.organization where name = :'name') as wanted \gset
\if :wanted
begin;
-- What refers to what is right by how it is made here.
set local session_replication_role = replica;

-- As data.uuid_v7(), but of another time.
create function pg_temp.uuid_v7_at(at timestamptz) returns uuid
language sql volatile
as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3)
              from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

create function pg_temp.sid(prefix text) returns text
language sql volatile
as $$ select prefix || replace(gen_random_uuid()::text, '-', '') $$;

insert into data.organization (name) values (:'name') returning id as org \gset
insert into data.twilio_account (organization_id, account_sid)
values (:'org', pg_temp.sid('AC')) returning account_sid as account \gset
insert into data.api_token (organization_id, name, scopes, token_hash)
values (:'org', 'bench', '{dialer,supervisor}', decode(:'token_hash', 'hex'));
insert into data.agent (organization_id, name)
select :'org', 'Agent ' || n from generate_series(1, 40) n;
insert into data.campaign (organization_id, name)
select :'org', 'Campaign ' || n from generate_series(1, 8) n;
insert into data.contact (organization_id, name, phone_number)
select :'org', 'Contact ' || n, '+1555' || 1000000 + n from generate_series(1, 1000) n;
insert into data.disposition (organization_id, name)
select :'org', 'Disposition ' || n from generate_series(1, 6) n;
analyze data.agent, data.campaign, data.contact, data.disposition;

-- Four calls in five are answered and recorded. Of three in five it is
-- known with which contact they were. The last 200 are still on.
create temporary table made on commit drop as
select m.*, pg_temp.uuid_v7_at(at) as id, pg_temp.uuid_v7_at(at) as recording_id,
       pg_temp.sid('CA') as parent_sid, pg_temp.sid('CA') as child_sid,
       pg_temp.sid('RE') as recording_sid,
       '+1555' || case when contact <= 1000 then 1000000 + contact else 2000000 + n end
         as number,
       outcome < 0.8 as is_answered,
       case when n > :calls - 200 then 'in-progress'
            when outcome < 0.8 then 'completed' when outcome < 0.9 then 'no-answer'
            when outcome < 0.96 then 'busy' when outcome < 0.98 then 'canceled'
            else 'failed' end::data.call_status as status,
       case when n > :calls - 200 then 'in_progress' when copied < 0.97 then 'stored' when copied < 0.98 then 'failed'
            when copied < 0.99 then 'absent' else 'deleted' end::data.recording_state as state
  from (select n, now() - interval '365 days' * ((:calls - n + random()) / :calls) as at,
               random() as outcome, random() as copied,
               case when random() < 0.3 then 'inbound' else 'outbound' end::data.call_direction
                 as direction,
               5 + (-180 * ln(1 - random()))::integer as duration_s,
               1 + floor(40 * random()) as agent, 1 + floor(8 * random()) as campaign,
               1 + floor(1667 * random()) as contact, 1 + floor(6 * random()) as disposition
          from generate_series(1, :calls) n) m;
analyze made;

insert into data.call_record (id, organization_id, call_id, direction, status,
  customer_number, from_number, to_number, started_at, answered_at, ended_at, duration_s,
  agent_id, agent_name, campaign_id, campaign_name, contact_id, contact_name,
  disposition_id, disposition_name, notes, created_at)
select m.id, :'org', m.parent_sid, m.direction, m.status, m.number,
       case m.direction when 'inbound' then m.number else '+15550100100' end,
       case m.direction when 'inbound' then '+15550100100' else m.number end,
       m.at, case when m.is_answered then m.at + interval '8 seconds' end,
       m.at + make_interval(secs => 8 + case when m.is_answered then duration_s else 20 end),
       case when m.is_answered then m.duration_s else 0 end,
       a.id, a.name, p.id, p.name, c.id, c.name, d.id, d.name,
       case when m.n % 20 = 0 then 'Asked to be called again in the afternoon.' end, m.at
  from made m
  join data.agent a on a.organization_id = :'org' and a.name = 'Agent ' || m.agent
  join data.campaign p on p.organization_id = :'org' and p.name = 'Campaign ' || m.campaign
  left join data.disposition d on d.organization_id = :'org'
   and d.name = 'Disposition ' || m.disposition and m.is_answered
  left join data.contact c on c.organization_id = :'org' and c.name = 'Contact ' || m.contact
 order by m.n;

insert into data.call_leg (sid, organization_id, call_record_id, parent_sid, status)
select s.sid, :'org', m.id, s.parent_sid, m.status
  from made m, lateral (values (m.parent_sid, null), (m.child_sid, m.parent_sid)) s (sid, parent_sid)
 order by m.n;

insert into data.recording (id, call_record_id, made_for, state, created_at)
select recording_id, id, recording_sid, state, at from made where is_answered order by n;

insert into data.recording_segment (recording_sid, recording_id, account_sid,
  is_primary, state, source, track, channels, started_at, duration_reported_s,
  duration_measured_s, object_key, byte_size, sha256, media_type, stored_at, created_at)
select m.recording_sid, m.recording_id, :'account', true, m.state, 'OutboundAPI', 'both', 2,
       m.at, m.duration_s, s.duration_s, s.object_key, s.byte_size, s.sha256, s.media_type,
       s.stored_at, m.at
  from made m
  left join lateral (
    select m.duration_s - 0.125 as duration_s, 'bench/' || m.recording_sid as object_key,
           32000 * m.duration_s + 44 as byte_size, 'audio/wav' as media_type,
           md5(m.recording_sid) || md5(m.parent_sid) as sha256,
           m.at + interval '5 minutes' as stored_at
     where m.state = 'stored') s on true
 where m.is_answered
 order by m.n;

insert into data.transcription_job (recording_id, state, created_at)
select recording_id, 'done', at from made where is_answered and state = 'stored' order by n;
commit;
vacuum (analyze) data.call_record, data.call_leg, data.recording, data.recording_segment,
  data.transcription_job;
\endif
