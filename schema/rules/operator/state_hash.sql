-- Returns a hash of all rows that webhooks write. It changes if any of them
-- changes. Reads all calls and recordings.
create or replace function rules.state_hash()
returns text
language sql stable set timezone = 'UTC'
as $$
  -- A sum, because rows have no order; of 64 bits each, because it is quick.
  select encode(sha256(string_agg(concat_ws(' ', name, count, sum), ' ' order by name)::bytea), 'hex')
    from (
      select name, count(*), sum(hashtextextended(line, 0))
        from (
          select 'call_record' as name, t::text as line from call_record t
          union all select 'call_leg', t::text from call_leg t
          union all select 'conference_call', t::text from conference_call t
          union all select 'former_id', t::text from former_id t
          union all select 'outgoing_call', t::text from outgoing_call t
          union all select 'recording', t::text from recording t
          union all select 'recording_segment', t::text from recording_segment t
          union all select 'transcription_job', t::text from transcription_job t
          -- Of a job, mirrors change the rest.
          union all select 'media_job', recording_sid from media_job) lines
       group by name
      -- So that no calls at all have a hash, too.
      union all select '', 0, 0) sums
$$;
