-- Returns the SIDs of the calls and recordings of an account, heard of
-- between since and until, that have not ended as far as we know, and are
-- to be asked for now: see api.reconcile_begin(). At most 1,000.
create or replace function rules.reconcile_open_sids(
  organization_id uuid, account_sid text, since timestamptz, until timestamptz)
returns text[]
language plpgsql stable
as $$
begin
  return array(
    select o.sid
      from (select l.sid
              from call_record c join call_leg l on l.call_record_id = c.id
             where c.organization_id = reconcile_open_sids.organization_id and c.is_open
               and c.listed_at between since and until
               and sid_is('CA', l.sid) and (l.status is null or l.status < 'completed')
            union all
            select s.recording_sid
              from recording_segment s
             where s.account_sid = reconcile_open_sids.account_sid and s.is_open
               and s.created_at between since and until) o
      left join reconcile_asked q on q.sid = o.sid and q.account_sid = reconcile_open_sids.account_sid
     where q.sid is null or (q.missing < 3 and q.asked_at < now() - interval '10 minutes')
     order by q.asked_at nulls first, o.sid limit 1000);
end
$$;
