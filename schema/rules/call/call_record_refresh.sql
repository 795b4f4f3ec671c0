-- What a call record, which is locked, says follows from its legs: status,
-- numbers and times are those of its parent leg; what no leg of Twilio's
-- says, the dialer's own may, whose duration follows from its times where it
-- gives none. If that changes which call has what was recorded of its
-- conferences, that is decided, too.
-- True: something has changed.
create or replace function rules.call_record_refresh(id uuid)
returns boolean
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  leg    call_leg;
  root   call_leg;
  dialer call_leg;
  start  timestamptz;
  lasted bigint;
  inbound boolean;
  likely record;
  lastly text;
  old    call_record;
  new    call_record;
begin
  select * into old from call_record c where c.id = call_record_refresh.id;
  new := old;
  for leg in
    select * from call_leg l
     where l.call_record_id = old.id order by l.started_at nulls last, l.sid
  loop
    if leg.sid !~ '^C[AF][0-9a-fA-F]{32}$' then
      if dialer.sid is null or leg.sid < dialer.sid then
        dialer := leg;
      end if;
      continue;
    end if;
    start := least(start, leg.started_at);
    -- Of several legs without a parent (a dialer says that they are one
    -- call) the first one that we know anything of counts.
    if leg.parent_sid is null and leg.sid like 'CA%'
       and (root.sid is null or (root.status is null and leg.status is not null)) then
      root := leg;
    end if;
  end loop;

  new.call_id := coalesce(dialer.sid, root.sid, old.call_id);
  new.direction := coalesce(root.direction, dialer.direction);
  new.status := coalesce(root.status, dialer.status);
  new.from_number := coalesce(root.from_number, dialer.from_number);
  new.to_number := coalesce(root.to_number, dialer.to_number);
  -- If nobody said when it was answered, it is known for how long it was on.
  new.answered_at := coalesce(root.answered_at, case when root.status = 'completed' then
    root.ended_at - make_interval(secs => root.duration_s) end);
  new.ended_at := coalesce(root.ended_at, dialer.ended_at);
  lasted := floor(extract(epoch from dialer.ended_at - dialer.started_at))::bigint;
  new.duration_s := coalesce(root.duration_s, dialer.duration_s,
    case when lasted between 0 and 99999999 then lasted::integer end);
  new.started_at := coalesce(start, dialer.started_at);

  -- The customer is who called in; else whom the first child leg called
  -- (later ones are transfers), or the parent. But it is no agent on their
  -- own phone or softphone, nor whom the dialer says that it called to
  -- reach another. The number that was called from outside is our own. If
  -- there is nobody else, a softphone may be a customer's, but no phone of
  -- which we know that it is an agent's.
  inbound := coalesce(new.direction = 'inbound', false);
  select other.number,
         address_kind(other.number) in ('client', 'sip')
         or coalesce(other.number = dialer.to_number and other.number <> dialer.customer_number, false)
         or exists (
           select from agent a
            where a.organization_id = old.organization_id
              and a.phone_number = other.number) as is_agent
    into likely
    from (select new.from_number, case when address_kind(new.from_number) in ('client', 'sip') then 3 else 0 end,
                 null::timestamptz where inbound
          union all
          select l.to_number, case when l.parent_sid is null then 2 else 1 end, l.started_at
            from call_leg l
           where l.call_record_id = old.id and l.sid ~ '^CA[0-9a-fA-F]{32}$'
             and not (inbound and l.parent_sid is null)) other (number, rank, at)
   where other.number is not null
   order by is_agent, other.rank, other.at nulls last, other.number
   limit 1;
  lastly := coalesce(likely.number, case when inbound then new.from_number else new.to_number end);
  new.customer_number := coalesce(
    case when not likely.is_agent then likely.number end,
    dialer.customer_number,
    case when not exists (
      select from agent a where a.organization_id = old.organization_id and a.phone_number = lastly)
    then lastly end);
  new.is_customers := coalesce(not likely.is_agent, false);

  if new is distinct from old then
    update call_record c
       set call_id = new.call_id, direction = new.direction, status = new.status,
           customer_number = new.customer_number, from_number = new.from_number,
           to_number = new.to_number, started_at = new.started_at,
           answered_at = new.answered_at, ended_at = new.ended_at,
           duration_s = new.duration_s, is_customers = new.is_customers
     where c.id = old.id;
  end if;
  if new.conference_sid is not null
     and (new.is_customers, new.started_at, new.call_id) is distinct from (old.is_customers, old.started_at, old.call_id) then
    perform conference_keeper_choose(k.organization_id, k.conference_sid)
      from conference_call k where k.call_record_id = old.id;
  end if;
  return new is distinct from old;
end
$$;
