-- Removes a number: calls may not show it any more. Raises PT404
-- number_not_found.
create or replace function api.number_remove(account_sid text, number text)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  org uuid;
begin
  delete from phone_number p using twilio_account a
   where p.number = number_remove.number and p.account_sid = number_remove.account_sid
     and a.account_sid = p.account_sid
  returning a.organization_id into org;
  if not found then
    raise sqlstate 'PT404' using message = 'number_not_found',
      detail = 'The account has no such number.';
  end if;
  insert into audit_event (organization_id, actor, action, detail)
  values (org, 'recctl', 'number remove', jsonb_build_object('account', account_sid, 'number', number));
end
$$;

grant execute on function api.number_remove to omnivox_recctl;
