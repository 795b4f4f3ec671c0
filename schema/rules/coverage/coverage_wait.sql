-- How long after the end of a call Twilio may yet tell of its recording.
create or replace function rules.coverage_wait()
returns interval
language sql immutable
as $$ select interval '5 minutes' $$;
