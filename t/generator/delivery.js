'use strict';

// Sends what is said of worlds, over many connections at once, and keeps what was acknowledged.

const assert = require('node:assert');
const { callback, env, request } = require('../lib');

const SENDERS = 8;
const CONNECTIONS = 4 * SENDERS;

const send = ({ put, body, endpoint, params }) => (put
  ? request(`/api/calls/${put}`, {
    method: 'PUT', as: 'token', connections: CONNECTIONS,
    headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  : callback(endpoint, { AccountSid: env.TWILIO_ACCOUNT_SID, ...params },
    { connections: CONNECTIONS }));

// Who is told 503, since others were at the same call twice in a row, comes again, as Twilio does.
async function sendOften(world, event) {
  const answer = await send(event);
  if (answer.status !== 503) return answer;
  world.counts.cameAgain++;
  return send(event);
}

// A dialer's id that is another call's already is refused: nothing has happened then.
async function deliver(world, event) {
  const { status, json } = await sendOften(world, event);
  if (event.put && status === 409 && json().code === 'call_id_taken') {
    world.refused.push(event);
    world.counts.refused++;
    return;
  }
  assert.ok([200, 201, 204].includes(status),
    `seed ${world.seed}: ${status} for ${JSON.stringify(event.params ?? event.put)}`);
  world.arrived.push(event);
  if (!event.put) world.counts.callbacks++;
}

// Some of each world in turn.
function inTurn(worlds, wave) {
  const queues = worlds.map((world) => world.waves[wave].map((events) => ({ world, events })));
  const all = [];
  for (let i = 0; queues.some((queue) => i < queue.length); i++)
    for (const queue of queues) if (i < queue.length) all.push(queue[i]);
  return all;
}

// All worlds' volleys of a wave. The events of a volley are sent at the same time. What fails
// first ends it.
async function sendWave(worlds, wave) {
  const volleys = inTurn(worlds, wave);
  let next = 0;
  const sender = async () => {
    while (next < volleys.length) {
      const { world, events } = volleys[next++];
      await Promise.all(events.map((event) => deliver(world, event))).catch((error) => {
        next = volleys.length;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

module.exports = { sendWave };
