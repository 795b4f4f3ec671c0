'use strict';

// Plays a call: lets its events happen in time, and sends their callbacks, or misbehaves as told.

const { setTimeout: sleep } = require('node:timers/promises');
const { deliver } = require('./callbacks');
const { eventFields } = require('./events');
const { addPlay } = require('./store');
const { Refusal } = require('./http');

const POLL_MS = 10;

// A status never goes back, in whichever order the events are sent.
const RANKS = { pending: 0, queued: 1, initiated: 2, ringing: 3, 'in-progress': 4 };
const rankOf = (status) => RANKS[status] ?? 5;

function happen({ thing, status }) {
  if (rankOf(status) > rankOf(thing.status)) {
    thing.status = status;
  }
}

function track(play, promise) {
  play.outstanding += 1;
  return promise.finally(() => {
    play.outstanding -= 1;
  });
}

async function sendOnce(simulator, play, event) {
  const { url, method } = event.hook;
  const delivery = {
    event: event.name, url, status: null, attempts: 0, at: new Date().toISOString(),
  };
  play.deliveries.push(delivery);
  const result = await deliver({
    url, method, fields: eventFields(play, event),
    token: simulator.config.authToken, keepPort: play.keepPort,
  }, simulator.config.ca);
  delivery.attempts = result.attempts;
  delivery.status = result.status ?? result.error;
  simulator.log(`callback ${event.name} ${event.thing.sid} ${url} ${delivery.status}` +
    ` attempts=${result.attempts}`);
  return delivery;
}

// The copies of a duplicate race with each other, except where everything goes in turn.
async function sendEvent(simulator, play, event, inTurn) {
  await sleep(play.events.delayMs);
  happen(event);
  const copies = 1 + play.events.duplicate;
  if (!inTurn) {
    return Promise.all(Array.from({ length: copies }, () => sendOnce(simulator, play, event)));
  }
  const sent = [];
  while (sent.length < copies) {
    sent.push(await sendOnce(simulator, play, event));
  }
  return sent;
}

async function sendInOrder(simulator, play, names) {
  const sent = [];
  for (const name of names) {
    const event = play.plan.find((one) => one.name === name);
    sent.push(...await sendEvent(simulator, play, event, true));
  }
  return sent;
}

function checkNames(play, names) {
  const known = play.plan.filter(({ sent }) => sent).map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Refusal(400,
      `this call sends no ${unknown.join(', ')}; it sends ${known.join(', ')}`);
  }
}

async function playEvent(simulator, play, event) {
  await sleep(event.afterMs);
  happen(event);
  if (event.sent && !play.events.special.has(event.name)) {
    await sendEvent(simulator, play, event, false);
  }
}

// events: {hold, order, lose: names; duplicate, delayMs: numbers}; an event that is named in
// none of the lists is sent at its own time.
function startPlay(simulator, play, events = {}) {
  const { hold = [], order = [], lose = [], duplicate = 0, delayMs = 0 } = events;
  if (![hold, order, lose].every(Array.isArray)) {
    throw new Refusal(400, 'hold, order and lose are lists of event names');
  }
  checkNames(play, [...hold, ...order, ...lose]);
  play.events = { duplicate, delayMs, special: new Set([...hold, ...order, ...lose]) };
  play.held = hold.filter((name) => !lose.includes(name));
  play.leg.status = 'queued';
  addPlay(simulator.store, play);
  for (const event of play.plan) {
    track(play, playEvent(simulator, play, event));
  }
  const ordered = order.filter((name) => !hold.includes(name) && !lose.includes(name));
  track(play, sendInOrder(simulator, play, ordered));
}

// Gives the deliveries of what was held, one after another as named.
function release(simulator, play, names = play.held) {
  const going = names.filter((name) => play.held.includes(name));
  const strange = names.filter((name) => !play.held.includes(name));
  if (strange.length > 0) {
    throw new Refusal(400, `not held: ${strange.join(', ')}`);
  }
  play.held = play.held.filter((name) => !going.includes(name));
  return track(play, sendInOrder(simulator, play, going));
}

// Waits until the event's callback was answered, or cannot be any more.
async function untilDelivered(play, name) {
  const isDelivered = () => play.deliveries.some(({ event, status }) =>
    event === name && status !== null);
  while (!isDelivered() && play.outstanding > 0) {
    await sleep(POLL_MS);
  }
}

module.exports = { release, startPlay, untilDelivered };
