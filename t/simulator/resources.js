'use strict';

// The JSON of calls and recordings, as twilio-oai's twilio_api_v2010.json has it.
// "more" is what a resource that was put here as it is (raw.js) says by itself.

const { API_ROOT, recordingPath, rfc2822 } = require('./events');

const CALL_STATUS = { pending: 'queued', initiated: 'queued' };
const FINAL_CALL = new Set(['completed', 'busy', 'no-answer', 'canceled', 'failed']);

const callStatus = (leg) => leg.more?.status || CALL_STATUS[leg.status] || leg.status;

const shown = (date) => (date === null ? null : rfc2822(date));

// When it was created, started and ended; the last two are null while they have not happened.
function callTimes(leg) {
  if (leg.times) {
    return leg.times;
  }
  const isOver = FINAL_CALL.has(leg.status);
  return {
    created: leg.at.initiated,
    started: isOver || leg.status === 'in-progress' ? leg.at.answered : null,
    ended: isOver ? leg.at.completed : null,
  };
}

function callJson(leg) {
  const uri = `${API_ROOT}/${leg.accountSid}/Calls/${leg.sid}`;
  const { created, started, ended } = callTimes(leg);
  return {
    sid: leg.sid, parent_call_sid: leg.parentSid, account_sid: leg.accountSid,
    date_created: shown(created), date_updated: shown(created),
    to: leg.to, to_formatted: leg.to, from: leg.from, from_formatted: leg.from,
    phone_number_sid: null, status: callStatus(leg), direction: leg.direction,
    start_time: shown(started), end_time: shown(ended),
    duration: ended ? String(leg.talkS) : null,
    price: null, price_unit: 'USD', answered_by: (started && leg.answeredBy) || null,
    annotation: null, api_version: '2010-04-01', forwarded_from: null, group_sid: null,
    caller_name: null, queue_time: '0', trunk_sid: null, uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
    ...leg.more,
  };
}

// An unfinished recording shows as processing.
function recordingStatus(recording) {
  if (recording.deleted) {
    return 'deleted';
  }
  return recording.status === 'in-progress' && !recording.more ? 'processing' : recording.status;
}

function recordingJson(recording) {
  const isDone = recording.status === 'completed';
  const path = recordingPath(recording);
  const created = recording.createdAt || recording.startedAt;
  return {
    sid: recording.sid, account_sid: recording.accountSid, api_version: '2010-04-01',
    call_sid: recording.callSid, conference_sid: recording.conferenceSid,
    date_created: rfc2822(created), date_updated: rfc2822(created),
    start_time: rfc2822(recording.startedAt),
    duration: isDone ? String(recording.durationS) : null,
    price: null, price_unit: 'USD',
    channels: recording.channels, source: recording.source,
    error_code: recording.errorCode === 0 ? null : recording.errorCode,
    encryption_details: (isDone && recording.encryption?.shown) || null, uri: `${path}.json`,
    media_url: recording.externalUrl || `http://api.twilio.com${path}`,
    subresource_uris: {
      add_on_results: `${path}/AddOnResults.json`,
      transcriptions: `${path}/Transcriptions.json`,
    },
    ...recording.more,
    status: recordingStatus(recording),
  };
}

// The forms below a call or a conference have neither media_url nor subresource_uris.
function formBelow(recording, parent) {
  const whole = recordingJson(recording);
  delete whole.media_url;
  delete whole.subresource_uris;
  const uri = `${API_ROOT}/${recording.accountSid}/${parent}/Recordings/${recording.sid}.json`;
  return { ...whole, uri };
}

const callRecordingJson = (recording) => ({
  ...formBelow(recording, `Calls/${recording.callSid}`), track: recording.track || 'both',
});

const conferenceRecordingJson = (recording) =>
  formBelow(recording, `Conferences/${recording.conferenceSid}`);

function participantJson({ sid, accountSid }, conferenceSid) {
  const uri = `${API_ROOT}/${accountSid}/Conferences/${conferenceSid}/Participants/${sid}.json`;
  return {
    account_sid: accountSid, call_sid: sid, conference_sid: conferenceSid, label: null,
    call_sid_to_coach: null, coaching: false, date_created: null, date_updated: null,
    end_conference_on_exit: false, muted: false, hold: false, status: 'connected',
    start_conference_on_enter: true, queue_time: null, uri,
  };
}

module.exports = {
  FINAL_CALL, callJson, callRecordingJson, callStatus, callTimes, conferenceRecordingJson,
  participantJson, recordingJson,
};
