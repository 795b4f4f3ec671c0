-- The URL under which the API has the audio of a recording: what is 'stream',
-- 'download' or 'peaks'. segment: a RecordingSid; null: the primary segment.
create or replace function rules.recording_url(id uuid, what text, segment text)
returns text
language sql stable
as $$
  select '/api/recordings/' || id || '/' || what || coalesce('?segment=' || segment, '')
$$;
