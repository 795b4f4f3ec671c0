'use strict';

// The parameters of callbacks. Names and order are those of genuine captures (docs/twilio.md
// "Recording callbacks").

const API_ROOT = '/2010-04-01/Accounts';

const GEO = ['Called', 'Caller', 'From', 'To'].flatMap((party) =>
  ['City', 'State', 'Zip', 'Country'].map((part) => party + part));

const STATUS_ORDER = [
  'Called', 'ToState', 'CallerCountry', 'Direction', 'Timestamp', 'CallbackSource', 'CallerState',
  'ToZip', 'SequenceNumber', 'To', 'CallSid', 'ToCountry', 'CallerZip', 'CalledZip', 'ApiVersion',
  'SipResponseCode', 'CallStatus', 'CalledCity', 'Duration', 'From', 'CallDuration', 'AccountSid',
  'CalledCountry', 'CallerCity', 'ToCity', 'FromCountry', 'Caller', 'FromCity', 'CalledState',
  'FromZip', 'FromState', 'ParentCallSid', 'AnsweredBy', 'RecordingUrl', 'RecordingSid',
  'RecordingDuration',
];

const RECORDING_ORDER = [
  'RecordingSource', 'RecordingTrack', 'RecordingSid', 'RecordingUrl', 'RecordingStatus',
  'RecordingChannels', 'ErrorCode', 'CallSid', 'ConferenceSid', 'RecordingStartTime',
  'AccountSid', 'RecordingDuration', 'EncryptionDetails',
];

// The events of participants of a conference; all others are of a leg or of a recording.
const PARTICIPANT_STAGES = ['join', 'leave'];

const SIP_CODES = { busy: '486', 'no-answer': '487', canceled: '487', failed: '404' };

// The last callback of a call has the parameters of recordings from these sources, too.
const TOLD_WITH_CALL = new Set(['OutboundAPI', 'DialVerb']);

// Sun, 25 Mar 2018 09:53:19 +0000
const rfc2822 = (date) => date.toUTCString().replace('GMT', '+0000');

const recordingPath = ({ accountSid, sid }) => `${API_ROOT}/${accountSid}/Recordings/${sid}`;

const recordingUrl = (recording) => `https://api.twilio.com${recordingPath(recording)}`;

// Never a call's own duration: whole seconds as text, known only once it is completed.
const recordingDuration = (recording) =>
  recording.final === 'completed' ? recording.durationS : null;

function finalParams({ recordings }, leg) {
  const recording = recordings.find(({ callSid, source, final, silent }) => callSid === leg.sid &&
    TOLD_WITH_CALL.has(source) && final === 'completed' && !silent);
  const told = recording && leg.parentSid === null;
  return {
    SipResponseCode: SIP_CODES[leg.outcome],
    Duration: Math.ceil(leg.talkS / 60),
    CallDuration: leg.talkS,
    RecordingUrl: told ? recordingUrl(recording) : null,
    RecordingSid: told ? recording.sid : null,
    RecordingDuration: told ? recordingDuration(recording) : null,
  };
}

function statusParams(play, event) {
  const leg = event.thing;
  const isAnswered = leg.outcome === 'completed' && ['answered', 'completed'].includes(event.stage);
  return {
    ...Object.fromEntries(GEO.map((name) => [name, ''])),
    Called: leg.to, Caller: leg.from, From: leg.from, To: leg.to,
    Direction: leg.direction,
    Timestamp: rfc2822(leg.at[event.stage]),
    CallbackSource: 'call-progress-events',
    SequenceNumber: event.sequence,
    CallSid: leg.sid,
    ParentCallSid: leg.parentSid,
    ApiVersion: '2010-04-01',
    CallStatus: event.status,
    AccountSid: leg.accountSid,
    AnsweredBy: isAnswered ? leg.answeredBy : null,
    ...(event.stage === 'completed' ? finalParams(play, leg) : {}),
  };
}

// Source: Twilio docs, "<Conference> statusCallback".
function participantParams({ conferenceSid }, { thing: leg, stage, sequence }) {
  return {
    ConferenceSid: conferenceSid,
    FriendlyName: `room ${conferenceSid.slice(-4)}`,
    AccountSid: leg.accountSid,
    SequenceNumber: sequence,
    Timestamp: rfc2822(leg.at[stage === 'join' ? 'answered' : 'completed']),
    StatusCallbackEvent: `participant-${stage}`,
    CallSid: leg.sid,
    Muted: false, Hold: false, Coaching: false,
    StartConferenceOnEnter: true, EndConferenceOnExit: false,
  };
}

function recordingParams(play, event) {
  const recording = event.thing;
  return {
    RecordingSource: recording.source,
    RecordingTrack: recording.track,
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(recording),
    RecordingStatus: event.status,
    RecordingChannels: recording.channels,
    ErrorCode: event.status === 'in-progress' ? 0 : recording.errorCode,
    CallSid: recording.callSid,
    ConferenceSid: recording.conferenceSid,
    RecordingStartTime: rfc2822(recording.startedAt),
    AccountSid: recording.accountSid,
    RecordingDuration: event.status === 'completed' ? recordingDuration(recording) : null,
    EncryptionDetails: event.status === 'completed' && recording.encryption
      ? JSON.stringify(recording.encryption.told) : null,
  };
}

// In the given order, then what is new; null leaves a name out.
function inOrder(params, order) {
  const names = [...order, ...Object.keys(params).filter((name) => !order.includes(name))];
  return names
    .filter((name) => params[name] !== null && params[name] !== undefined)
    .map((name) => [name, String(params[name])]);
}

function eventFields(play, event) {
  const more = { ...play.extraParams, ...play.eventParams[event.name] };
  if (event.stage === null) {
    return inOrder({ ...recordingParams(play, event), ...more }, RECORDING_ORDER);
  }
  return PARTICIPANT_STAGES.includes(event.stage)
    ? inOrder({ ...participantParams(play, event), ...more }, [])
    : inOrder({ ...statusParams(play, event), ...more }, STATUS_ORDER);
}

module.exports = { API_ROOT, PARTICIPANT_STAGES, eventFields, recordingPath, rfc2822 };
