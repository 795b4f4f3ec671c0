-- The segment as it is after an event, or a Recording resource, that says
-- params. What brings it forward overrules what was known; what is late only
-- fills gaps. Where Twilio has ended it, nothing changes but of which
-- conference it is. Of two start times the earlier one counts. A value that
-- cannot be used counts as absent: see webhook_unusable_fields().
create or replace function rules.recording_segment_advance(
  old data.recording_segment, params jsonb)
returns data.recording_segment
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  new     recording_segment := old;
  said    recording_segment := recording_segment_said(params);
  forward boolean;
begin
  new.recording_sid := said.recording_sid;
  new.account_sid := said.account_sid;
  new.conference_sid := coalesce(old.conference_sid, said.conference_sid);
  if old.state in ('absent', 'deleted') then
    return new;
  end if;
  forward := recording_segment_is_forward(old, said.state, said.state_reason, params ? 'MediaUrl');
  new.started_at := least(old.started_at, said.started_at);
  new.external_url := coalesce(old.external_url, said.external_url);
  new.encryption := coalesce(old.encryption, said.encryption);
  if forward then
    new.state := said.state;
    new.state_reason := case when said.state in ('absent', 'failed', 'deleted') then said.state_reason end;
    new.problem := null;
    new.source := coalesce(said.source, old.source);
    new.track := coalesce(said.track, old.track);
    new.channels := coalesce(said.channels, old.channels);
    new.duration_reported_s := coalesce(said.duration_reported_s, old.duration_reported_s);
  else
    new.source := coalesce(old.source, said.source);
    new.track := coalesce(old.track, said.track);
    new.channels := coalesce(old.channels, said.channels);
    new.duration_reported_s := coalesce(old.duration_reported_s, said.duration_reported_s);
  end if;
  return new;
end
$$;
