-- Returns the names that are neither null nor empty, each once, in the
-- order given. Twilio leaves names empty and repeats them: a ParentCallSid
-- may be the CallSid itself.
create or replace function rules.call_names(variadic names text[])
returns text[]
language plpgsql immutable
as $$
declare
  each text[] := array[]::text[];
  name text;
begin
  foreach name in array names loop
    if name <> '' and name <> all (each) then
      each := each || name;
    end if;
  end loop;
  return each;
end
$$;
