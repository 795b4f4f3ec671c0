-- One look-up says all that an event is decided by, and is handed on; what a
-- call is made of is written at once. Functions whose parameters change are
-- made anew; data's functions and tables depend on none of them.
drop function if exists rules.call_record_find(data.call_reference, text[]);
drop function if exists rules.call_record_match(data.call_reference, data.call_resolution, uuid);
drop function if exists rules.call_record_unite(data.call_reference, data.call_resolution);
drop function if exists rules.call_record_resolve(data.call_reference, boolean);
drop function if exists rules.call_record_from_legs(data.call_record);
drop function if exists rules.call_record_customer(data.call_record, data.call_leg);
drop function if exists rules.call_record_refresh(uuid);
drop function if exists rules.call_record_lock(uuid[]);
drop function if exists rules.call_record_lock_related(uuid, uuid[], text[]);
drop function if exists rules.recording_reference(uuid, jsonb, text);
drop function if exists rules.recording_segment_advance(data.recording_segment, jsonb);
drop function if exists rules.recording_event_write(data.call_reference, data.call_resolution,
  data.recording_segment, data.recording_segment, text, timestamptz);

drop function if exists rules.recording_segment_add(uuid, data.recording_segment);
drop function if exists rules.recording_segment_write(uuid, data.recording_segment, data.recording_segment);
drop function if exists rules.recording_playable_segment(data.recording, text);
drop function if exists rules.recording_file_name(uuid);

alter type data.call_reference drop attribute started_at;
-- The name of the leg that an event says something of; null: of none.
alter type data.call_reference add attribute leg_sid text;
-- The leg of the reference and its recording's segment, as they were found;
-- null: they are not known yet.
alter type data.call_resolution add attribute leg data.call_leg;
alter type data.call_resolution add attribute segment data.recording_segment;
-- One of these calls was in a conference, or the reference names one.
alter type data.call_resolution add attribute may_confer boolean;
