-- The segment as it is after an event, or a Recording resource, that says
-- said; is_listed: a resource does. What brings it forward overrules what was
-- known; what is late only fills gaps. Where Twilio has ended it, nothing
-- changes but of which conference it is. Of two start times the earlier one
-- counts.
create or replace function rules.recording_segment_advance(
  old data.recording_segment, said data.recording_segment, is_listed boolean)
returns data.recording_segment
language plpgsql immutable
as $$
declare
  new data.recording_segment := old;
begin
  new.recording_sid := said.recording_sid;
  new.account_sid := said.account_sid;
  new.conference_sid := coalesce(old.conference_sid, said.conference_sid);
  if old.state in ('absent', 'deleted') then
    return new;
  end if;
  new.started_at := least(old.started_at, said.started_at);
  new.external_url := coalesce(old.external_url, said.external_url);
  new.encryption := coalesce(old.encryption, said.encryption);
  if rules.recording_segment_is_forward(old, said.state, said.state_reason, is_listed) then
    new.state := said.state;
    new.state_reason := said.state_reason;
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
