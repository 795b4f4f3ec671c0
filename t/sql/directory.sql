-- /api/agents, campaigns, contacts and dispositions, by a dialer's keys.
begin;
\i t/sql/fixture.psql
select plan(44);
update data.app_user set role = 'administrator' where email = 'olga@other.example';
create function t.page(kind text, size text default null, cursor text default null, word text default 'sue') returns json language sql
as $$ select api.directory_list(t.credential(word), kind, size, cursor) $$;
create function t.put(kind text, key text, body jsonb, word text default 'acme token', out answer jsonb, out created boolean) language sql
as $$ select (p.answer::jsonb) - 'id', p.created from api.directory_put(t.credential(word), kind, key, body) p $$;
create function t.refused(kind text, key text, body jsonb, word text default 'acme token') returns text language sql
as $$ select t.failure(format('select t.put(%L, %L, %L, %L)', kind, key, body, word)) $$;
create function t.entry(kind text, key text, word text default 'sue') returns text language sql
as $$ select t.failure(format('select api.directory_get(%L, %L, %L)', t.credential(word), kind, key)) $$;

-- 1. Each kind.
select is((t.put(kind, '1', '{"name": "One"}')).created, true, format('a new %s', kind))
  from unnest(enum_range(null::data.directory_kind)::text[]) kind;
select is((t.put(kind, '1', '{"name": "Uno"}')).created, false, format('a %s that is known', kind))
  from unnest(enum_range(null::data.directory_kind)::text[]) kind;
select is(api.directory_get(t.credential('sue'), kind, '1') ->> 'name', 'Uno', format('the %s is renamed', kind))
  from unnest(enum_range(null::data.directory_kind)::text[]) kind;
select is(t.entry(kind, '2'), format('PT404 %s_not_found', kind), format('no such %s', kind))
  from unnest(enum_range(null::data.directory_kind)::text[]) kind;
select is(t.entry(kind, '1', 'olga'), format('PT404 %s_not_found', kind), 'R39: nor of another organization')
  from unnest(enum_range(null::data.directory_kind)::text[]) kind;
select is(t.page('disposition')::jsonb #- '{items,0,id}', '{"items": [{"key": "1", "name": "Uno"}], "next": null}', 'a list of them');
select is(json_array_length(t.page('agent', word => 'olga') -> 'items'), 0, 'and another organization''s');

-- 2. Phone numbers.
select is((t.put('agent', '7', body)).answer ->> 'phoneNumber', number, format('%s: %s', body, number))
  from (values (1, '{"name": "Ann", "phoneNumber": "+15550111"}'::jsonb, '+15550111'), (2, '{"name": "Ann"}', '+15550111'),
    (3, '{"name": "Ann", "phoneNumber": null}', null)) v (n, body, number) order by n;
select is((t.put('contact', '7', '{"name": "Carl", "phoneNumber": "+15550112"}')).answer,
  '{"key": "7", "name": "Carl", "phoneNumber": "+15550112"}', 'a contact has one, too');

-- 3. Pages.
delete from data.contact;
insert into data.contact (organization_id, name) select t.acme(), 'C' || n / 3 from generate_series(0, 6) n;
create function t.all_pages(size integer) returns uuid[] language plpgsql
as $$
declare
  ids  uuid[] := array[]::uuid[];
  page json;
begin
  loop
    page := t.page('contact', size::text, page ->> 'next');
    ids := ids || array(select (i ->> 'id')::uuid from json_array_elements(page -> 'items') i);
    exit when page ->> 'next' is null;
  end loop;
  return ids;
end
$$;
select is(t.all_pages(size), (select array_agg(id order by name, id) from data.contact), format('pages of %s show each once, by name', size))
  from unnest(array[1, 2, 3, 7, 200]) size;
select is(t.failure(format('select t.page(''contact'', %L, %L)', size, cursor)), why, format('%s: %s', why, coalesce(size, cursor)))
  from (values ('0', null, 'PT400 invalid_limit'), ('201', null, 'PT400 invalid_limit'), (null, 'x', 'PT400 invalid_cursor'),
    (null, '', 'PT400 invalid_cursor'), (null, 'ff.00000000-0000-0000-0000-000000000000', 'PT400 invalid_cursor')) v (size, cursor, why);

-- 4. What is refused.
select is(t.refused(kind, key, body, word), why, format('%s: %s %s %s', why, word, key, body))
  from (values ('agent', 'a b', '{"name": "A"}'::jsonb, 'acme token', 'PT400 invalid_key'), ('agent', '..', '{"name": "A"}', 'acme token', 'PT400 invalid_key'),
    ('agent', '1', '{}', 'acme token', 'PT400 invalid_body'), ('agent', '1', '{"name": "A", "phoneNumber": "0170"}', 'acme token', 'PT400 invalid_body'),
    ('campaign', '1', '{"name": "A", "phoneNumber": "+15550111"}', 'acme token', 'PT400 invalid_body'),
    ('agent', '1', '{"name": "A"}', 'sue', 'PT403 not_allowed'), ('agent', '1', '{"name": "A"}', 'olga', 'ok'),
    ('agent', '1', '{"name": "A"}', 'nobody', 'PT401 not_logged_in')) v (kind, key, body, word, why);
select * from finish();
rollback;
