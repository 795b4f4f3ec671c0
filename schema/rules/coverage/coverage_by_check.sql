-- Raises PT400 invalid_by: calls cannot be counted by this.
create or replace function rules.coverage_by_check(by text)
returns void
language plpgsql immutable
as $$
begin
  if by not in ('day', 'campaign', 'agent') then
    raise sqlstate 'PT400' using message = 'invalid_by',
      detail = 'by is day, campaign or agent.';
  end if;
end
$$;
