'use strict';

// What the rows must be in the end: what really happened, of which after a reconcile all is
// known that Twilio's REST API has; the rest must have been said by an event that arrived.

const { AGENT_PHONE } = require('./world');

const PLAYABLE = ['available', 'in_progress', 'failed', 'absent'];
const STATES = { completed: 'available', 'in-progress': 'in_progress' };

const isPhone = (number) => /^\+?[0-9]+$/.test(number ?? '');
const byTime = (a, b) => a.initiated - b.initiated || (a.sid < b.sid ? -1 : 1);
const iso = (ms) => (ms === null || ms === undefined ? null : new Date(ms).toISOString());

// Twilio's Direction as people say it.
const directionOf = (direction) => (direction === 'inbound' ? 'inbound' : 'outbound');

function customerOf(call, root) {
  const said = call.put?.customerNumber ?? null;
  if (root && directionOf(root.direction) === 'inbound' && isPhone(root.from)) return root.from;
  const children = call.legs.filter(({ parent }) => parent !== null).sort(byTime);
  const parents = call.legs.filter(({ parent }) => parent === null).sort(byTime);
  const numbers = [...children, ...parents].map(({ to }) => to).filter(isPhone);
  return numbers.find((to) => to !== AGENT_PHONE) ?? said ?? numbers[0] ?? root?.to ?? null;
}

const callIdOf = (call, root) => call.put?.callId ?? root?.sid ?? call.conference;

function legsOf(call, arrived) {
  const told = (leg, stage) => arrived.some((event) => event.leg === leg && event.stage === stage);
  const legs = call.legs.map((leg) => ({
    sid: leg.sid, parent: leg.parent, status: leg.status, from: leg.from, to: leg.to,
    startedAt: iso(leg.initiated), endedAt: iso(leg.ended), durationS: leg.durationS,
    answeredAt: told(leg, 'answered') ? iso(leg.answered) : null,
    sip: told(leg, 'ended') ? leg.sip : null, answeredBy: leg.answeredBy,
  }));
  const names = [call.conference, call.put?.callId].filter(Boolean);
  return [...legs, ...names.map((sid) => ({ sid }))].sort((a, b) => (a.sid < b.sid ? -1 : 1));
}

// Two channels before one, the longest, the earliest, among those that can best be played.
function primaryOf(segments) {
  const rank = (segment) => [PLAYABLE.indexOf(segment.state), -segment.channels,
    -(segment.durationS ?? -1), Date.parse(segment.startedAt), segment.sid];
  const before = (a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const i = x.findIndex((value, at) => value !== y[at]);
    return x[i] < y[i] ? -1 : 1;
  };
  return [...segments].sort(before)[0];
}

function recordingOf(call, arrived) {
  if (call.recordings.length === 0) return null;
  const segments = call.recordings.map((recording) => ({
    sid: recording.sid, state: STATES[recording.status] ?? recording.status,
    reason: recording.error, source: recording.source, channels: recording.channels,
    startedAt: iso(recording.startedAt), durationS: recording.durationS,
    track: arrived.some((event) => event.segment === recording.sid) ? 'both' : null,
    encrypted: recording.encryption !== null,
  })).sort((a, b) => (a.sid < b.sid ? -1 : 1));
  const primary = primaryOf(segments);
  return { state: primary.state, reason: primary.reason, primary: primary.sid, segments };
}

function rowOf(call, arrived) {
  const root = call.legs.filter(({ parent }) => parent === null).sort(byTime)[0];
  const begun = [...call.legs.map(({ initiated }) => initiated),
    ...call.recordings.map(({ startedAt }) => startedAt)];
  const told = arrived.some(({ leg, stage }) => leg === root && stage === 'answered');
  return {
    callId: callIdOf(call, root),
    direction: root ? directionOf(root.direction) : null,
    status: root?.status ?? null,
    customer: customerOf(call, root), from: root?.from ?? null, to: root?.to ?? null,
    startedAt: iso(Math.min(...begun)),
    answeredAt: root && (told || root.status === 'completed') ? iso(root.answered) : null,
    endedAt: iso(root?.ended), durationS: root?.durationS ?? null,
    notes: call.put?.notes ?? null,
    legs: legsOf(call, arrived), recording: recordingOf(call, arrived),
  };
}

// The call records of a world, in the order of their ids.
const expectedRows = (world, arrived) => world.calls.map((call) => rowOf(call, arrived))
  .sort((a, b) => (a.callId < b.callId ? -1 : 1));

// The groups of names that are of one call as far as these events say.
function components(events) {
  const parent = new Map();
  const find = (name) => {
    while (parent.get(name) !== name) name = parent.get(name);
    return name;
  };
  for (const { ids, segment } of events) {
    const names = segment ? [...ids, segment] : ids;
    names.forEach((name) => parent.has(name) || parent.set(name, name));
    names.slice(1).forEach((name) => parent.set(find(name), find(names[0])));
  }
  const groups = new Map();
  for (const name of parent.keys()) {
    if (name.startsWith('RE')) continue;
    groups.set(find(name), [...(groups.get(find(name)) ?? []), name].sort());
  }
  return [...groups.values()].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

module.exports = { components, expectedRows };
