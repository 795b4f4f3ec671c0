-- Chooses again which call keeps what was recorded of the conferences of a
-- call, if what has changed of the call may decide that.
create or replace function rules.conference_keeper_review(old data.call_record, new data.call_record)
returns void
language plpgsql
as $$
begin
  if (new.is_customers, new.started_at, new.call_id)
     is distinct from (old.is_customers, old.started_at, old.call_id) then
    perform conference_keeper_choose(k.organization_id, k.conference_sid)
      from conference_call k where k.call_record_id = new.id;
  end if;
end
$$;
