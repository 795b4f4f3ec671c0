-- Adds a number that calls may show which are placed through that account.
-- With is_default calls show it unless they name another one.
-- Raises PT404 account_not_found; 23514: the number is not in E.164 form.
create or replace function api.number_add(account_sid text, number text, is_default boolean)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  org uuid;
begin
  select a.organization_id into org from twilio_account a where a.account_sid = number_add.account_sid;
  if not found then
    raise sqlstate 'PT404' using message = 'account_not_found',
      detail = 'There is no Twilio account with this SID.';
  end if;
  if is_default then
    update phone_number p set is_default = null
     where p.account_sid = number_add.account_sid and p.is_default;
  end if;
  insert into phone_number (number, account_sid, is_default)
  values (number, account_sid, nullif(is_default, false))
  on conflict on constraint phone_number_pkey do update
    set is_default = coalesce(excluded.is_default, phone_number.is_default);
  insert into audit_event (organization_id, actor, action, detail)
  values (org, 'recctl', 'number add', jsonb_build_object(
    'account', account_sid, 'number', number, 'default', is_default));
end
$$;

grant execute on function api.number_add to omnivox_recctl;
