-- The mirror: functions whose parameters have changed.

-- It also says how long Twilio asked us to wait.
drop function if exists api.media_job_retry(uuid, text, text);

-- A lease also says how many channels there are, and how it is encrypted.
drop function if exists api.media_job_lease(integer);
