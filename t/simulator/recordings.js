'use strict';

// The recordings of a call: checks their options, and adds the defaults.

const { makeEncryption } = require('./encryption');
const { Refusal, oneOf } = require('./http');
const { makeScript } = require('./script');
const { newSid } = require('./store');

const MONO_ONLY = new Set(['Conference', 'StartConferenceRecordingAPI', 'RecordVerb']);
const TRACKLESS = MONO_ONLY; // their bodies have no RecordingTrack in captures and docs
const UNTOLD = new Set(['Trunking']); // these have no callbacks at all
const ERROR_CODES = { completed: 0, absent: 16101, failed: 16105 };

// The first recording is made by what made the call, others are started by REST meanwhile.
function defaultSource({ conference, child, direction }, index) {
  if (conference) {
    return index === 0 ? 'Conference' : 'StartConferenceRecordingAPI';
  }
  if (index > 0) {
    return 'StartCallRecordingAPI';
  }
  if (child) {
    return 'DialVerb';
  }
  return direction === 'inbound' ? 'StartCallRecordingAPI' : 'OutboundAPI';
}

// Every member of what was asked for a recording, checked.
function completeRecording(asked, usualSource, voices) {
  const { source = usualSource, status: final = 'completed', startsAfterS = 0 } = asked;
  const possible = MONO_ONLY.has(source) ? [1] : [2, 1];
  const {
    channels = possible[0], trackless = TRACKLESS.has(source), track = 'both',
    dialogue = voices[0].name, errorCode = ERROR_CODES[final], silent = UNTOLD.has(source),
  } = asked;
  oneOf('recording.status', final, Object.keys(ERROR_CODES));
  oneOf('recording.channels', channels, possible);
  oneOf('recording.dialogue', dialogue, voices.map(({ name }) => name));
  if (!(startsAfterS >= 0)) {
    throw new Refusal(400, 'recording.startsAfterS must be a number, 0 or more');
  }
  const voice = voices.find(({ name }) => name === dialogue);
  return {
    source, final, channels, errorCode, voice, silent, startsAfterS,
    track: trackless ? null : track, durationS: asked.duration ?? voice.seconds,
    encryption: makeEncryption(asked.encryption), externalUrl: asked.externalUrl ?? null,
  };
}

const prefixOf = (index) => (index === 0 ? 'recording-' : `recording-${index + 1}-`);

// options.recording undefined: as usual, which is none for a call that nobody answered, or that
// joins a conference; null: none. options.recordings: more of them.
function makeRecordings(options, leg, conferenceSid, voices) {
  const joins = typeof options.conference === 'string';
  const usual = leg.outcome === 'completed' && !joins ? {} : null;
  const { recording: first = usual, recordings: more = [] } = options;
  if (!Array.isArray(more)) {
    throw new Refusal(400, 'recordings is a list');
  }
  return [first, ...more].filter((asked) => asked !== null).map((asked, index) => ({
    ...completeRecording(asked, defaultSource(options, index), voices),
    sid: newSid('RE'), accountSid: leg.accountSid, conferenceSid, prefix: prefixOf(index),
    callSid: conferenceSid ? null : leg.sid,
    status: 'pending', startedAt: null, deleted: false,
    script: makeScript(asked.media ?? options.media),
  }));
}

module.exports = { makeRecordings };
