'use strict';

// The JSON of calls and recordings, as twilio-oai's twilio_api_v2010.json has it.

const { API_ROOT, recordingPath, rfc2822 } = require('./events');

const CALL_STATUS = { pending: 'queued', initiated: 'queued' };
const FINAL_CALL = new Set(['completed', 'busy', 'no-answer', 'canceled', 'failed']);

const callStatus = (leg) => CALL_STATUS[leg.status] || leg.status;

function callJson(leg) {
  const uri = `${API_ROOT}/${leg.accountSid}/Calls/${leg.sid}`;
  const isOver = FINAL_CALL.has(leg.status);
  const isAnswered = isOver || leg.status === 'in-progress';
  return {
    sid: leg.sid, parent_call_sid: leg.parentSid, account_sid: leg.accountSid,
    date_created: rfc2822(leg.at.initiated), date_updated: rfc2822(leg.at.initiated),
    to: leg.to, to_formatted: leg.to, from: leg.from, from_formatted: leg.from,
    phone_number_sid: null, status: callStatus(leg), direction: leg.direction,
    start_time: isAnswered ? rfc2822(leg.at.answered) : null,
    end_time: isOver ? rfc2822(leg.at.completed) : null,
    duration: isOver ? String(leg.talkS) : null,
    price: null, price_unit: 'USD', answered_by: isAnswered ? leg.answeredBy : null,
    annotation: null, api_version: '2010-04-01', forwarded_from: null, group_sid: null,
    caller_name: null, queue_time: '0', trunk_sid: null, uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
  };
}

// An unfinished recording shows as processing.
function recordingStatus(recording) {
  if (recording.deleted) {
    return 'deleted';
  }
  return recording.status === 'in-progress' ? 'processing' : recording.status;
}

function recordingJson(recording) {
  const isDone = recording.status === 'completed';
  const path = recordingPath(recording);
  return {
    sid: recording.sid, account_sid: recording.accountSid, api_version: '2010-04-01',
    call_sid: recording.callSid, conference_sid: recording.conferenceSid,
    date_created: rfc2822(recording.startedAt), date_updated: rfc2822(recording.startedAt),
    start_time: rfc2822(recording.startedAt),
    duration: isDone ? String(recording.durationS) : null,
    price: null, price_unit: 'USD', status: recordingStatus(recording),
    channels: recording.channels, source: recording.source,
    error_code: recording.errorCode === 0 ? null : recording.errorCode,
    encryption_details: null, uri: `${path}.json`,
    media_url: `http://api.twilio.com${path}`,
    subresource_uris: {
      add_on_results: `${path}/AddOnResults.json`,
      transcriptions: `${path}/Transcriptions.json`,
    },
  };
}

// The form below /Calls/ has track, and neither media_url nor subresource_uris.
function callRecordingJson(recording) {
  const whole = recordingJson(recording);
  delete whole.media_url;
  delete whole.subresource_uris;
  return { ...whole, track: recording.track || 'both' };
}

module.exports = { callJson, callRecordingJson, callStatus, recordingJson };
