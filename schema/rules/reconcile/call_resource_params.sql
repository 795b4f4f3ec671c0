-- Translates a Call resource of Twilio's REST API into the fields of a
-- status callback, and EndTime.
-- Source: Twilio docs, "Call resource".
create or replace function rules.call_resource_params(resource jsonb)
returns jsonb
language plpgsql immutable set search_path = rules, data, pg_temp
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'AccountSid', resource ->> 'account_sid', 'CallSid', resource ->> 'sid',
    'ParentCallSid', resource ->> 'parent_call_sid',
    'From', resource ->> 'from', 'To', resource ->> 'to',
    'Direction', resource ->> 'direction', 'CallStatus', resource ->> 'status',
    'AnsweredBy', resource ->> 'answered_by', 'CallDuration', resource ->> 'duration',
    'Timestamp', coalesce(resource ->> 'date_created', resource ->> 'start_time'),
    'EndTime', coalesce(resource ->> 'end_time', '')));
end
$$;
