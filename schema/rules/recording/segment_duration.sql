-- How many seconds of audio a segment has: as we have measured them, else as
-- Twilio reported them; null: not known.
create or replace function rules.segment_duration(s data.recording_segment)
returns numeric
language sql immutable
as $$ select coalesce(s.duration_measured_s, s.duration_reported_s) $$;
