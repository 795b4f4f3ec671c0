-- Writes what an agent, campaign, contact or disposition (kind) with a
-- dialer's key is called: makes it, or renames it. Agents and contacts have
-- a phone number: null removes it; if none is given, the number stays. A
-- leg of a call to or from an agent's number is known to be the agent's.
-- Raises PT401 as rules.principal(); PT403 not_allowed: the caller is
-- neither a dialer's token nor an administrator; PT400 invalid_key,
-- invalid_body.
create or replace function api.directory_put(
  credential bytea, kind text, key text, body jsonb, out answer json, out created boolean)
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who   principal := principal(credential);
  entry record;
begin
  if not coalesce('dialer' = any (who.scopes) or who.role = 'administrator', false) then
    raise sqlstate 'PT403' using message = 'not_allowed',
      detail = 'Only administrators and API tokens with the scope dialer may do this.';
  end if;
  perform key_check(key);
  perform json_check(body, case when kind in ('agent', 'contact')
    then jsonb '{"name": "label!", "phoneNumber": "phone"}' else '{"name": "label!"}' end);
  select * into entry
    from directory_upsert(kind::directory_kind, who.organization_id, key, body ->> 'name');
  if kind = 'agent' and body ? 'phoneNumber' then
    update agent a set phone_number = body ->> 'phoneNumber' where a.id = entry.id;
  elsif kind = 'contact' and body ? 'phoneNumber' then
    update contact c set phone_number = body ->> 'phoneNumber' where c.id = entry.id;
  end if;
  select d.answer into directory_put.answer from directory_json d
   where d.kind = directory_put.kind::directory_kind and d.id = entry.id;
  directory_put.created := entry.created;
end
$$;

grant execute on function api.directory_put to omnivox_directory;
