-- The mirror: functions whose parameters have changed.

-- It also says how long Twilio asked us to wait.
drop function if exists api.media_job_retry(uuid, text, text);
