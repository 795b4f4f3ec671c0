-- Reads a whole number from low to high; null: the text is no such number.
create or replace function rules.integer_or_null(
  text text, low integer default 0, high integer default 999999999)
returns integer
language sql immutable
as $$
  select case when length(text) <= 9 and rules.is_digits(text) then
    case when text::integer between low and high then text::integer end end
$$;
