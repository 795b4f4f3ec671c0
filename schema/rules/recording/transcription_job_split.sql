-- Segments of a recording have moved to a new one: each of the two has a
-- transcription job if it has stored audio.
create or replace function rules.transcription_job_split(id uuid, new_id uuid)
returns void
language plpgsql
as $$
begin
  insert into transcription_job (recording_id)
  select distinct s.recording_id from recording_segment s
   where s.recording_id = new_id and s.state = 'stored';
  delete from transcription_job t
   where t.recording_id = transcription_job_split.id and not exists (
     select from recording_segment s
      where s.recording_id = transcription_job_split.id and s.state = 'stored');
end
$$;
