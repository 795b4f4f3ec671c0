-- Returns how many rows each table has, and whether a purge deletes them.
create or replace function rules.purge_counts(what text)
returns table (name text, goes boolean, count bigint)
language plpgsql stable
as $$
begin
  return query
    select t.name, t.kind = 'recordings' or t.kind = what, t.count
      from (values
        ('recordings',         'recordings',   (select count(*) from recording)),
        ('recording segments', 'recordings',   (select count(*) from recording_segment)),
        ('media files',        'recordings',   (select count(object_key) from recording_segment)),
        ('media jobs',         'recordings',   (select count(*) from media_job)),
        ('transcription jobs', 'recordings',   (select count(*) from transcription_job)),
        ('call records',       'call-records', (select count(*) from call_record)),
        ('call legs',          'call-records', (select count(*) from call_leg)),
        ('conference calls',   'call-records', (select count(*) from conference_call)),
        ('former ids',         'call-records', (select count(*) from former_id)),
        ('outgoing calls',     'call-records', (select count(*) from outgoing_call)),
        ('organizations',      'kept',         (select count(*) from organization)),
        ('users',              'kept',         (select count(*) from app_user)),
        ('agents',             'kept',         (select count(*) from agent)),
        ('campaigns',          'kept',         (select count(*) from campaign)),
        ('contacts',           'kept',         (select count(*) from contact)),
        ('dispositions',       'kept',         (select count(*) from disposition)),
        ('webhook events',     'kept',         (select count(*) from webhook_event)),
        ('webhook rejections', 'kept',         (select count(*) from webhook_rejection)),
        ('API tokens',         'kept',         (select count(*) from api_token)))
        as t (name, kind, count);
end
$$;
