'use strict';

// What the tests of the page stand on: a browser, patience, and calls to look at.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { chromium } = require('playwright-core');
const stack = require('../stack');

stack.start();

const { BASE_URL, TWILIO_API_URL } = process.env;

const BROWSER = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--autoplay-policy=no-user-gesture-required'],
};
const PATIENCE_MS = 30000;
const POLL_MS = 100;

// A 401 of the session is how the page learns that nobody is logged in; browsers log it.
const isExpected = (message) =>
  message.text().includes('status of 401') && message.location().url.endsWith('/api/session');

/**
 * A page of a new browser: {page, complaints, close()}. complaints grows with every exception,
 * error and warning, among them whatever the page's Content-Security-Policy forbids.
 */
async function openPage() {
  const browser = await chromium.launch(BROWSER);
  const context = await browser.newContext({ baseURL: BASE_URL, ignoreHTTPSErrors: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message))
      complaints.push(`${message.type()}: ${message.text()} ${message.location().url}`);
  });
  return { page, complaints, close: () => browser.close() };
}

/**
 * Waits until look() gives something true, and gives that. Not page.waitForFunction(), which
 * needs eval() in the page: its policy forbids that.
 */
async function until(what, look) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const seen = await look();
    if (seen)
      return seen;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return assert.fail(`waited in vain until ${what}`);
}

/** Has the simulator play a call; gives its CallSid. */
async function simulateCall(call) {
  const response = await fetch(`${TWILIO_API_URL}/simulator/calls`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      from: '+493012345678', to: '+14155550123', direction: 'outbound-api', ...call,
    }),
  });
  assert.ok(response.ok, `the simulator took the call: ${response.status}`);
  return (await response.json()).callSid;
}

const sql = (query) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', query],
  { encoding: 'utf8' }).trim();

/** Has the mirror give up a call's recording at its next try; gives the RecordingSid. */
const giveUp = (callSid) => until('a try has failed', () => sql(`
  update data.media_job j set first_tried_at = now() - interval '25 hours', run_at = now()
    from data.recording_segment s
    join data.recording r on r.id = s.recording_id
    join data.call_record c on c.id = r.call_record_id
   where j.recording_sid = s.recording_sid and j.last_error is not null
     and j.lease_id is null and c.call_id = '${callSid}' returning s.recording_sid`));

/** The id of a call's recording. */
const recordingOf = (callSid) => sql(`
  select r.id from data.recording r join data.call_record c on c.id = r.call_record_id
   where c.call_id = '${callSid}'`);

/** True once all recordings of a call are copied. */
const areStored = (callSid) => sql(`
  select bool_and(s.state = 'stored') from data.recording_segment s
   where s.recording_id = '${recordingOf(callSid)}'`) === 't';

/** From now on Twilio gives the audio. */
async function healMedia(recordingSid) {
  const response = await fetch(`${TWILIO_API_URL}/simulator/recordings/${recordingSid}/media`, {
    method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '[{}]',
  });
  assert.ok(response.ok, `the simulator took the script: ${response.status}`);
}

module.exports = {
  areStored, giveUp, healMedia, openPage, recordingOf, simulateCall, until,
};
