-- Is this a time as Twilio writes it in callbacks, of a day that each month
-- has? Then PostgreSQL can read it.
create or replace function rules.time_is_plain(text text)
returns boolean
language sql immutable
as $$
  select translate(text, '123456789', '000000000') like '___, 00 ___ 0000 00:00:00 +0000'
     and left(text, 3) = any ('{Mon,Tue,Wed,Thu,Fri,Sat,Sun}')
     and substr(text, 9, 3) = any ('{Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec}')
     and substr(text, 6, 2) collate "C" between '01' and '28' and substr(text, 13, 2) = '20'
     and substr(text, 18, 2) collate "C" < '24' and substr(text, 21, 2) collate "C" < '60'
     and substr(text, 24, 2) collate "C" < '60' and right(text, 5) = '+0000'
$$;
