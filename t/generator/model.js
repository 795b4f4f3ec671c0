'use strict';

// What the rows must be after some events, whatever the order of what Twilio and dialers say: each event says facts of a leg,
// of a segment, or what the dialer says; the names that occur together make a call of them.

const { OUTCOMES } = require('./media');
const { AGENT_PHONE, isSoftphone } = require('./world');

const ORDER = ['stored', 'available', 'in_progress', 'failed', 'absent', 'deleted'];
const STATES = { completed: 'available', 'in-progress': 'in_progress' };
const GONE = {
  deleted: { state: 'deleted', reason: 'deleted_at_twilio' },
  external: { state: 'absent', reason: 'external_storage' },
};
// In the order of their SequenceNumbers.
const STAGES = {
  initiated: 'initiated', ringing: 'ringing', answered: 'in-progress', again: 'ringing',
};

const iso = (ms) => (ms === null || ms === undefined ? null : new Date(ms).toISOString());
const isCall = (name) => name.startsWith('CA');
const isDialers = (name) => name.startsWith('d-');
const isSegment = (name) => name.startsWith('RE');

// Twilio's Direction as people say it.
const directionOf = (direction) => (direction === 'inbound' ? 'inbound' : 'outbound');

const isBefore = (x, y) => x !== null && (y === null || x < y);

// In the order of what keys gives for each; null comes last.
function sortedBy(list, keys) {
  const order = (a, b) => {
    const [x, y] = [keys(a), keys(b)];
    const i = x.findIndex((value, at) => value !== y[at]);
    return i === -1 ? 0 : (isBefore(x[i], y[i]) ? -1 : 1);
  };
  return [...list].sort(order);
}

// Which conference each segment is of, as far as these events say.
const conferencesOf = (events) => new Map(events.filter(({ isOf }) => isOf)
  .map(({ segment, conference }) => [segment, conference]));

// The groups of names that are of one call as far as these events say. What is recorded of a
// conference makes no two calls one.
function components(events) {
  const ofConference = conferencesOf(events);
  const parent = new Map();
  const find = (name) => {
    while (parent.get(name) !== name) name = parent.get(name);
    return name;
  };
  for (const { ids, segment } of events) {
    const names = segment && !ofConference.has(segment) ? [...ids, segment] : ids;
    names.forEach((name) => parent.has(name) || parent.set(name, name));
    names.slice(1).forEach((name) => parent.set(find(name), find(names[0])));
  }
  const groups = new Map();
  for (const name of parent.keys())
    groups.set(find(name), [...(groups.get(find(name)) ?? []), name].sort());
  return [...groups.values()];
}

const startOf = (names, events) => events.reduce((first, { ids: [name], conference, at }) =>
  (at !== null && names.includes(name ?? conference) && (first === null || at < first)
    ? at : first), null);

function statusOf(leg, isOver, stages) {
  const last = Object.keys(STAGES).findLast((stage) => stages.has(stage));
  return isOver ? leg.status : STAGES[last] ?? null;
}

function legNow(sid, events) {
  const told = events.filter(({ leg }) => leg?.sid === sid);
  const stages = new Set(told.map(({ stage }) => stage));
  const isOver = stages.has('ended') || stages.has('rest');
  const leg = told[0]?.leg;
  return {
    sid, parent: leg?.parent ?? null, status: statusOf(leg, isOver, stages),
    direction: leg ? directionOf(leg.direction) : null,
    from: leg?.from ?? null, to: leg?.to ?? null,
    startedAt: iso(startOf([sid], events)), endedAt: isOver ? iso(leg.ended) : null,
    durationS: isOver ? leg.durationS : null,
    answeredAt: stages.has('answered') ? iso(leg.answered) : null,
    sip: stages.has('ended') ? leg.sip : null,
    answeredBy: isOver || stages.has('answered') ? leg.answeredBy : null,
  };
}

function stateOf({ status, gone, error }, isRest, statuses) {
  if (gone && isRest) return GONE[gone];
  if (isRest || statuses.has(status)) return { state: STATES[status] ?? status, reason: error };
  return statuses.has('failed') ? { state: 'failed', reason: '16105' }
    : { state: 'in_progress', reason: null };
}

// What a mirror said last of its audio counts until Twilio says more.
function stateNow(recording, told) {
  const last = told.findLastIndex(({ media }) => media);
  const after = told.slice(last + 1);
  const statuses = new Set(after.map(({ params }) => params?.RecordingStatus));
  const isRest = after.some(({ stage }) => stage === 'rest');
  const media = told[last]?.media;
  if (!media || (recording.gone && isRest && media !== 'stored')
      || (media === 'gone' && statuses.has('completed')))
    return { problem: null, ...stateOf(recording, isRest, statuses) };
  return { reason: null, problem: null, ...OUTCOMES[media] };
}

const isPlayable = ({ state, problem, encrypted }) => state === 'stored' ||
  (state === 'available' && !encrypted && [null, 'our_disk'].includes(problem));

function segmentNow(recording, events) {
  const told = events.filter(({ segment }) => segment === recording.sid);
  const isOver = told.some(({ stage, params }) =>
    stage === 'rest' || params?.RecordingStatus === recording.status);
  return {
    sid: recording.sid, ...stateNow(recording, told), source: recording.source,
    channels: isOver ? recording.channels : recording.earlyChannels,
    startedAt: iso(recording.startedAt), durationS: isOver ? recording.durationS : null,
    track: told.some(({ params }) => params) ? 'both' : null,
    encrypted: recording.encryption !== null,
  };
}

// Two channels before one, the longest, the earliest, among those that can best be played.
const primaryOf = (segments) => sortedBy(segments, (segment) => [
  ORDER.indexOf(segment.state), !isPlayable(segment),
  -segment.channels, -(segment.durationS ?? -1),
  segment.startedAt, segment.sid])[0];

function recordingOf(recordings, events) {
  if (recordings.length === 0) return null;
  const segments = sortedBy(recordings, ({ sid }) => [sid])
    .map((recording) => segmentNow(recording, events));
  const primary = primaryOf(segments);
  const { state, reason, problem, sid } = primary;
  return { state, reason, problem, isPlayable: isPlayable(primary), primary: sid, segments };
}

// What the dialer says under the first of its ids, and all the notes of which one is kept.
function dialerOf(names, events) {
  const puts = events.filter(({ put }) => names.includes(put));
  const callId = names.find(isDialers);
  return {
    callId, ...puts.find(({ put }) => put === callId)?.body,
    notes: puts.map(({ body }) => body.notes),
  };
}

// For how long a call was on of which the dialer says no more than when.
function lastedS({ startedAt, endedAt }) {
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  return ms >= 0 ? Math.floor(ms / 1000) : null;
}

// Who called, else whom the first child leg called, or the parent, but no agent, if there is
// another. Whom a caller from outside called are we.
function customerOf(row, dialer) {
  const isInbound = row.direction === 'inbound';
  const { customerNumber, toNumber } = dialer;
  const isAgent = (to) => to === AGENT_PHONE || isSoftphone(to) ||
    (customerNumber !== undefined && to === toNumber && to !== customerNumber);
  const called = row.legs.filter(({ parent, to }) => to !== null && !(isInbound && parent === null));
  const [likely] = [
    ...(isInbound && row.from && !isSoftphone(row.from) ? [row.from] : []),
    ...sortedBy(called, ({ parent, startedAt, to }) => [parent === null, startedAt, to])
      .map(({ to }) => to),
    ...(isInbound && isSoftphone(row.from) ? [row.from] : []),
  ].sort((a, b) => isAgent(a) - isAgent(b));
  if (likely && !isAgent(likely)) return { customer: likely, isCustomers: true };
  const lastly = likely ?? (isInbound ? row.from : row.to);
  return {
    customer: customerNumber ?? (lastly === AGENT_PHONE ? null : lastly), isCustomers: false };
}

// The conferences of these events: {sid, groups: which of the groups took part, isTwilios: is it
// Twilio who says so of a group}.
function conferencesIn(groups, events) {
  const ofConference = conferencesOf(events);
  const joins = events.map(({ ids, segment, conference, put }) =>
    ({ name: ids[0], sid: ofConference.get(segment) ?? conference, isTwilios: !put }))
    .filter(({ sid }) => sid);
  return [...new Set(joins.map(({ sid }) => sid))].map((sid) => {
    const isIn = (names, list) => list.some((join) => join.sid === sid && names.includes(join.name));
    return { sid, groups: groups.filter((names) => isIn(names, joins)),
      isTwilios: (names) => isIn(names, joins.filter((join) => join.isTwilios)) };
  });
}

// The names of each call, and of each conference of which nobody is known, with the segments of
// the conferences whose recordings it keeps: the customer's call does.
function placesOf(world, events) {
  const ofConference = conferencesOf(events);
  const segmentsOf = (sid) => [...ofConference].filter(([, conference]) => conference === sid)
    .map(([segment]) => segment);
  const groups = components(events);
  const places = groups.map((names) => ({ names, segments: names.filter(isSegment), conferences: [] }));
  const all = conferencesIn(groups, events).map(({ sid, groups: parties, isTwilios }) =>
    ({ sid, isTwilios, takers: places.filter(({ names }) => parties.includes(names)) }));
  for (const { sid, takers } of all) takers.forEach(({ conferences }) => conferences.push(sid));
  for (const { sid, isTwilios, takers } of all) {
    const [keeper] = sortedBy(takers.map((place) => ({ place, row: rowOf(world, place, events) })),
      ({ place, row }) => [!isTwilios(place.names), !row.isCustomers, place.conferences.length > 1,
        row.startedAt, row.callId]);
    if (keeper) keeper.place.segments.push(...segmentsOf(sid));
    else places.push({ names: [sid], segments: segmentsOf(sid), conferences: [] });
  }
  return places;
}

function rowOf(world, { names, segments, conferences }, events) {
  const legs = names.filter(isCall).map((sid) => legNow(sid, events));
  const parents = sortedBy(legs.filter(({ parent }) => parent === null),
    ({ startedAt, sid }) => [startedAt, sid]);
  const root = parents.find(({ status }) => status !== null) ?? parents[0];
  const dialer = dialerOf(names, events);
  const others = names.filter((name) => !isCall(name) && !isSegment(name));
  const recordings = world.calls.flatMap((call) => call.recordings)
    .filter(({ sid }) => segments.includes(sid));
  const row = {
    callId: dialer.callId ?? root?.sid ?? others[0],
    direction: root?.direction ?? dialer.direction ?? null, status: root?.status ?? null,
    from: root?.from ?? dialer.fromNumber ?? null, to: root?.to ?? dialer.toNumber ?? null,
    startedAt: iso(startOf(names, events)) ?? dialer.startedAt ?? null,
    answeredAt: root?.answeredAt ?? (root?.status === 'completed'
      ? iso(Date.parse(root.endedAt) - root.durationS * 1000) : null),
    endedAt: root?.endedAt ?? dialer.endedAt ?? null,
    durationS: root?.durationS ?? dialer.durationS ?? lastedS(dialer),
    notes: dialer.notes, conferences: [...conferences].sort(),
    legs: [...legs, ...others.map((sid) => ({ sid }))],
    recording: recordingOf(recordings, events),
  };
  return { ...row, ...customerOf(row, dialer) };
}

// The call records of a world after these events, each with its names; notes are those of which
// one must be there.
const rowsAfter = (world, events) => sortedBy(
  placesOf(world, events).map((place) => rowOf(world, place, events)), ({ callId }) => [callId]);

// Twilio's names that only a dialer's id joins to others: there must be none.
function joinedByDialers(events) {
  const groups = components(events.filter(({ put }) => !put));
  const groupOf = (name) => groups.find((names) => names.includes(name)) ?? name;
  return components(events).filter((names) =>
    new Set(names.filter((name) => !isDialers(name)).map(groupOf)).size > 1).flat();
}

module.exports = { components, joinedByDialers, rowsAfter };
