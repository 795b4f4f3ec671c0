'use strict';

// What the simulated account holds. All in memory; a restart forgets it.

const crypto = require('node:crypto');

const REQUESTS_KEPT = 10000;

const newSid = (prefix) => prefix + crypto.randomBytes(16).toString('hex');

function makeStore() {
  return {
    legs: new Map(), // CallSid -> leg of a call
    recordings: new Map(), // RecordingSid -> recording
    plays: new Map(), // CallSid of either leg -> play (play.js)
    participants: [], // {conferenceSid, leg} that were put here (raw.js)
    requests: [], // what came in over REST and at the other host
    open: new Set(), // the answers to these that are not complete yet
  };
}

function addPlay(store, play) {
  for (const leg of [play.leg, play.child].filter(Boolean)) {
    store.legs.set(leg.sid, leg);
    store.plays.set(leg.sid, play);
  }
  for (const recording of play.recordings) {
    store.recordings.set(recording.sid, recording);
  }
}

// The entry's status is set when the response is complete; it stays null if the connection is cut.
function noteRequest(store, host, request, response) {
  const { authorization, ...headers } = request.headers;
  const entry = {
    host, method: request.method, path: request.url, headers,
    authorization: authorization !== undefined, at: new Date().toISOString(), status: null,
  };
  store.requests.push(entry);
  if (store.requests.length > REQUESTS_KEPT) {
    store.requests.shift();
  }
  response.on('finish', () => {
    entry.status = response.statusCode;
  });
  store.open.add(response);
  response.on('close', () => store.open.delete(response));
}

module.exports = { addPlay, makeStore, newSid, noteRequest };
