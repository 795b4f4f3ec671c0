-- When the last purge was is asked for with each resource of the REST API.
create index audit_event_purge on data.audit_event (at) where action like 'purge %';
