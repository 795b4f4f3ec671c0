-- What one call status callback says about its call. Facts only ever
-- advance, so that events may come in any order and any number.
-- Source: Twilio, "Call status callbacks"; CallDuration is in seconds.
create or replace function data.call_event_apply(organization_id uuid, params jsonb)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  phone   constant text := '^\+?[0-9]+$';
  parent  text := nullif(params ->> 'ParentCallSid', '');
  call    record;
  old     call_record;
  new     call_record;
  status  call_status;
  at      timestamptz := nullif(params ->> 'Timestamp', '')::timestamptz;
  to_     text := nullif(params ->> 'To', '');
begin
  select * into call from call_record_resolve(organization_id,
    array_remove(array[parent, params ->> 'CallSid'], null), at, null);
  select * into old from call_record c where c.id = call.id for update;
  new := old;
  new.started_at := least(old.started_at, at);

  if parent is not null then
    -- The customer is whom the first child leg called; later ones are
    -- transfers. Of a call that came in from a number it is the caller.
    if coalesce(old.direction <> 'inbound' or old.from_number !~ phone, true)
       and to_ ~ phone
       and (old.customer_at is null or
            (coalesce(at, 'infinity'), to_) < (old.customer_at, old.customer_number)) then
      new.customer_number := to_;
      new.customer_at := coalesce(at, 'infinity');
    end if;
  else
    new.direction := coalesce(old.direction, call_direction_of(params ->> 'Direction'));
    new.from_number := coalesce(old.from_number, nullif(params ->> 'From', ''));
    new.to_number := coalesce(old.to_number, to_);
    if new.direction = 'inbound' and new.from_number ~ phone then
      new.customer_number := new.from_number;
      new.customer_at := null;
    else
      new.customer_number := coalesce(old.customer_number, new.to_number);
    end if;
    status := call_status_of(params ->> 'CallStatus');
    if status = 'in-progress' then
      new.answered_at := least(old.answered_at, at);
    end if;
    if old.status is null or old.status < 'completed' then
      new.status := greatest(old.status, status);
      if status >= 'completed' then
        new.ended_at := at;
        new.duration_s := nullif(params ->> 'CallDuration', '')::integer;
      end if;
    end if;
  end if;

  if new is distinct from old then
    update call_record c
       set direction = new.direction, status = new.status,
           customer_number = new.customer_number, customer_at = new.customer_at,
           from_number = new.from_number, to_number = new.to_number,
           started_at = new.started_at, answered_at = new.answered_at,
           ended_at = new.ended_at, duration_s = new.duration_s
     where c.id = call.id;
  end if;
  return case when call.created then 'created'
              when new is distinct from old then 'updated'
              else 'repeated' end;
end
$$;
