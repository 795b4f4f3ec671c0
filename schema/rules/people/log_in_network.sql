-- Returns the network of an address, as far as one person may own all of
-- it: of IPv6 the first 64 bits.
create or replace function rules.log_in_network(address inet)
returns cidr
language sql immutable
as $$ select network(set_masklen(address, case family(address) when 6 then 64 else 32 end)) $$;
