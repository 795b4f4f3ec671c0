-- Reads a whole number from low to high; null: the text is no such number.
create or replace function rules.integer_or_null(
  text text, low integer default 0, high integer default 999999999)
returns integer
language plpgsql immutable
as $$
declare
  number integer;
begin
  if length(text) <= 9 and rules.is_digits(text) then
    number := text::integer;
    if number between low and high then
      return number;
    end if;
  end if;
  return null;
end
$$;
