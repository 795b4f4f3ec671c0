-- Writes what people, or the dialer for them, say of a call record, as members
-- of body: agent, campaign, contact, disposition, each by its id or key as
-- directory_lookup() reads it, and notes. What is not given stays. The names
-- and keys are kept beside the ids, as they are now.
-- The rows of the directory are found, made and renamed in the order of their
-- kinds, after the call record was locked: see HACKING.md, "Locks".
-- Raises PT400 as directory_lookup().
create or replace function rules.call_record_annotate(id uuid, body jsonb, may_make boolean)
returns void
language plpgsql
as $$
declare
  old   call_record;
  new   call_record;
  kind  directory_kind;
  entry record;
begin
  select * into old from call_record c where c.id = call_record_annotate.id;
  new := old;
  foreach kind in array enum_range(null::directory_kind) loop
    select * into entry from directory_lookup(kind, old.organization_id, body, may_make);
    if entry.id is not null then
      new := jsonb_populate_record(new, jsonb_build_object(
        kind || '_id', entry.id, kind || '_key', entry.key, kind || '_name', entry.name));
    end if;
  end loop;
  new.notes := coalesce(body ->> 'notes', old.notes);
  if new is distinct from old then
    new.said_at := now();
    perform call_record_annotations_write(new);
  end if;
end
$$;
