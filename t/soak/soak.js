'use strict';

/*
 * ./dev soak: 200 recordings at once through four mirrors, more calls all the while, and the
 * callbacks of many others, as processes are killed and stopped, PostgreSQL is ended in every
 * way, disks are full and the link to Twilio is cut, at random. In the end every event that was
 * acknowledged must be there once, every stored file must be what its row says, and nothing may
 * be left over. Needs a stack of its own; ./dev makes one and takes it away.
 *
 *   SOAK_S     how long there is trouble, at least (120)
 *   EVENTS     in place of that: until so many events were acknowledged
 *   SEED       of the choices (the time); what is hit when also depends on the machine
 *
 * Where is what:
 *   trouble.js   the kinds of trouble     calls.js   whole calls, played by the simulator
 *   postgres.js  ends and starts it       load.js    many callbacks, sent from here
 *   disks.js     full ones                checks.js  what must be so in the end
 */

const assert = require('node:assert');
const { makeRandom } = require('../generator/random');
const { callOn, callbacksTold, calls } = require('./calls');
const checks = require('./checks');
const { makeLoad } = require('./load');
const { makeTrouble, skipped } = require('./trouble');

const SOAK_MS = Number(process.env.SOAK_S || 120) * 1000;
const EVENTS = Number(process.env.EVENTS || 0);
const SEED = Number(process.env.SEED || Date.now() % 1e6);
const PAUSE_MS = EVENTS ? 0 : 100; // of the load's senders: a machine has other things to do
const SLOWEST_PER_S = 20; // events, with so much trouble
const LIMIT_MS = 180000 + Math.max(SOAK_MS, EVENTS / SLOWEST_PER_S * 1000);
const DRAIN_MS = 120000;
const SHOWN = 5;

const say = (text) => process.stdout.write(`${text}\n`);
const isGood = ({ status }) => status >= 200 && status < 300;
const isRefused = ({ status }) => typeof status === 'number' && status !== 503;

async function soak(load) {
  const ends = Date.now() + SOAK_MS;
  const isEnough = () => (EVENTS ? load.acknowledged.length >= EVENTS : Date.now() >= ends);
  let isOn = true;
  const calling = callOn(() => isOn);
  const counts = await makeTrouble({ random: makeRandom(SEED), load, isEnough, limitMs: LIMIT_MS });
  isOn = false;
  await calling;
  await load.end(DRAIN_MS);
  return counts;
}

async function checkAll(load, told) {
  say(`reconciled: ${checks.reconcile()}`);
  await checks.untilNothingIsLeft();
  const again = checks.reconcile();
  say(`once more: ${again}`);
  assert.match(again, /: 0 created, 0 updated, 0 refused$/);
  checks.checkJournal(load, told.filter(isGood));
  say('the journal has every event that was acknowledged');
  checks.checkCalls(calls, load);
  checks.checkRecordings(calls, load);
  say('each call, leg, recording and segment is there once, in its last state');
  say(`${checks.checkFiles()} files are what their rows say; no other is there`);
}

async function main() {
  const before = checks.stackNow();
  say(`SEED=${SEED}; trouble ${EVENTS ? `until ${EVENTS} events were acknowledged`
    : `for ${SOAK_MS / 1000} s`}`);
  if (skipped().length > 0)
    say(`skipped, as here nobody could mount small disks (root can): ${skipped().join(', ')}`);
  const load = makeLoad({ random: makeRandom(SEED + 1), pauseMs: PAUSE_MS });
  const counts = await soak(load);
  say(Object.entries(counts).map(([name, n]) => `  ${String(n).padStart(3)} ${name}`).join('\n'));
  const told = await callbacksTold();
  say(`${calls.length} calls with audio: ${told.filter(isGood).length} of ${told.length} ` +
    'callbacks acknowledged');
  say(`${load.calls} other calls: ${load.acknowledged.length} events acknowledged, ` +
    `told ${load.told} times`);
  const refused = [...load.refused, ...told.filter((one) => !isGood(one) && isRefused(one))];
  assert.deepStrictEqual(refused.slice(0, SHOWN), [], 'genuine events were refused');
  await checks.untilStackIs(before);
  await checkAll(load, told);
  await checks.untilStackIs(before);
  say('All processes are there, and nothing is left to be done. Well done.');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
