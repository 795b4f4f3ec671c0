-- Returns a leg of a call record for each of the names: that of
-- reference.leg_sid is as leg, of the others nothing is known.
create or replace function rules.call_legs_named(
  id uuid, reference data.call_reference, names text[], leg data.call_leg)
returns data.call_leg[]
language plpgsql immutable
as $$
declare
  legs data.call_leg[];
  each data.call_leg;
  name text;
begin
  foreach name in array names loop
    each := case when name = reference.leg_sid then leg end;
    each.sid := name;
    each.organization_id := reference.organization_id;
    each.call_record_id := id;
    legs := legs || each;
  end loop;
  return legs;
end
$$;
