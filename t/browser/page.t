#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

/*
 * The page in a real browser, against a running stack. One browser, one log-in and one page for
 * all tests: they follow a supervisor through the day, in this order.
 *
 * Environment: BASE_URL, SUPERVISOR_EMAIL, SUPERVISOR_PASSWORD, ADMIN_EMAIL, ADMIN_PASSWORD,
 * TWILIO_ACCOUNT_SID, TWILIO_API_URL (the simulator), PG* (the database).
 */

const { after, before, test } = require('node:test');
const assert = require('node:assert/strict');
const {
  areStored, giveUp, healMedia, openPage, recordingOf, simulateCall, until,
} = require('./bed');

const {
  ADMIN_EMAIL, ADMIN_PASSWORD, BASE_URL, SUPERVISOR_EMAIL, SUPERVISOR_PASSWORD, TWILIO_ACCOUNT_SID,
} = process.env;

let page;
let complaints;
let close;
let answered; // the CallSid of the call that all the listening is done to

const byTestId = (name) => page.getByTestId(name);
const rowOf = (callSid) => page.locator(`[data-testid=call-row][data-call-id="${callSid}"]`);
const audio = () => page.locator('audio');
const soundOf = () => audio().evaluate(
  ({ currentTime, duration, paused }) => ({ currentTime, duration, paused }));

async function inState(callSid, ...states) {
  const row = rowOf(callSid);
  await until(`${callSid} is ${states.join(' or ')}`, async () =>
    await row.count() === 1 && states.includes(await row.getAttribute('data-recording-state')));
  return row;
}

async function logIn(password, email = SUPERVISOR_EMAIL, into = page) {
  await into.getByLabel('Email').fill(email);
  await into.getByLabel('Password').fill(password);
  await into.getByRole('button', { name: 'Log in' }).click();
}

before(async () => {
  ({ page, complaints, close } = await openPage());
});

after(() => close?.());

test('who is not logged in sees the log-in form', async () => {
  await page.goto(BASE_URL);
  await byTestId('login-form').waitFor();
});

test('a wrong password is refused in words', async () => {
  await logIn('not the password');
  await page.getByRole('alert').getByText('Email or password is not right').waitFor();
  assert.ok(await byTestId('login-form').isVisible());
});

test('the right password opens the call records', async () => {
  await logIn(SUPERVISOR_PASSWORD);
  await page.getByRole('heading', { name: 'Call Records' }).waitFor();
  await byTestId('logout').waitFor();
  assert.equal(await byTestId('login-form').count(), 0);
});

test('R34: a new call appears by itself and becomes playable', async () => {
  let loads = 0;
  page.on('load', () => loads++);
  answered = await simulateCall({ outcome: 'completed', recording: { channels: 2 } });
  const row = await inState(answered, 'stored');
  await row.getByTestId('play').waitFor();
  assert.equal(await rowOf(answered).count(), 1, 'one call, one row');
  assert.equal(loads, 0, 'nothing was reloaded');
});

test('play plays', async () => {
  await rowOf(answered).getByTestId('play').click();
  await byTestId('player').waitFor();
  const { duration } = await until('the audio has played a second', async () => {
    const sound = await soundOf();
    return sound.currentTime > 1 && !sound.paused && sound;
  });
  assert.ok(duration > 20 && duration < 28, `about 24 s: ${duration}`);
  await until('the player shows the time', async () =>
    /0:0[1-9]\s*\/\s*0:2\d/.test(await byTestId('player-time').textContent()));
});

test('the waveform is drawn from peaks, in one lane per channel', async () => {
  const canvases = byTestId('player').locator('.waveform canvas');
  await until('there are lanes', async () => await canvases.count() >= 2);
});

test('R31: a click on the waveform seeks there, by a Range request', async () => {
  const ranged = page.waitForResponse((response) =>
    response.url().endsWith('/stream') && response.status() === 206);
  await page.reload();
  const slider = byTestId('player').getByRole('slider');
  await slider.waitFor();
  const box = await slider.boundingBox();
  await until('the length is known', async () => (await soundOf()).duration > 0);
  await slider.click({ position: { x: box.width * 0.75, y: box.height / 2 } });
  const { duration } = await soundOf();
  await until('the audio is at three quarters', async () =>
    Math.abs((await soundOf()).currentTime - duration * 0.75) < 1);
  assert.match((await ranged).request().headers().range, /^bytes=/);
});

test('the keyboard seeks too', async () => {
  await byTestId('player').getByRole('slider').focus();
  await page.keyboard.press('Home');
  await until('it is at the start', async () => (await soundOf()).currentTime < 0.2);
  await page.keyboard.press('ArrowRight');
  await until('it is at 5 s', async () => Math.abs((await soundOf()).currentTime - 5) < 0.2);
});

test('speed is what is pressed', async () => {
  await byTestId('player').getByRole('button', { name: '1.5×' }).click();
  await until('it is faster', () => audio().evaluate(({ playbackRate }) => playbackRate === 1.5));
});

test('R30: the download is an attachment', async () => {
  const url = new URL(await byTestId('download').getAttribute('href'), BASE_URL);
  const response = await page.context().request.get(url.href);
  assert.equal(response.status(), 200);
  assert.match(response.headers()['content-disposition'], /^attachment; *filename/);
  assert.match(response.headers()['content-type'], /^audio\//);
});

test('new calls leave a player that plays alone', async () => {
  await byTestId('player').getByRole('button', { name: 'Play', exact: true }).click();
  await until('it plays', async () => !(await soundOf()).paused);
  const at = (await soundOf()).currentTime;
  const callSid = await simulateCall({ outcome: 'no-answer', recording: null });
  await until('the call is there', async () => await rowOf(callSid).count() === 1);
  const sound = await soundOf();
  assert.ok(!sound.paused && sound.currentTime >= at, 'it still plays');
});

test('the address of a recording opens its player', async () => {
  const address = page.url();
  assert.match(address, /#\/recordings\/[0-9a-f-]{36}$/);
  await page.goto(BASE_URL);
  await page.goto(address);
  await until('its audio is there', async () =>
    await audio().count() === 1 && (await soundOf()).duration > 20);
  await page.getByRole('button', { name: 'Close the player' }).click();
  await byTestId('player').waitFor({ state: 'detached' });
});

test('an address of nothing says so', async () => {
  await page.goto(`${BASE_URL}/#/recordings/00000000-0000-7000-8000-000000000000`);
  await byTestId('player-error').getByText('does not exist').waitFor();
  await page.getByRole('button', { name: 'Close the player' }).press('Escape');
  await byTestId('player').waitFor({ state: 'detached' });
  // The browser logs every 404; this one was asked for.
  const expected = complaints.findIndex((complaint) => complaint.includes('status of 404'));
  assert.notEqual(expected, -1);
  complaints.splice(expected, 1);
});

test('R20: a call without audio says why', async () => {
  const callSid = await simulateCall({
    outcome: 'completed', recording: { channels: 2, status: 'absent', errorCode: 16101 } });
  const row = await inState(callSid, 'absent');
  assert.equal(await row.getByTestId('reason').textContent(),
    'Too short to record (Twilio 16101)');
  assert.equal(await row.getByTestId('play').count(), 0);
});

test('how many of today\'s calls can be played is said above them', async () => {
  await page.reload();
  await byTestId('coverage').getByText(
    /^Today: \d+ of \d+ answered calls can be played · .*\d+\stoo\sshort/).waitFor();
});

test('a recording that failed is tried again when asked', async () => {
  const callSid = await simulateCall({
    outcome: 'completed', recording: { channels: 2 }, media: [{ status: 404 }] });
  const row = await inState(callSid, 'available');
  const sid = await giveUp(callSid);
  await inState(callSid, 'failed');
  assert.match(await row.getByTestId('reason').textContent(), /^Failed: .*404/);
  await healMedia(sid);
  await row.getByTestId('retry').click();
  await inState(callSid, 'available', 'stored');
  assert.equal(await row.getByTestId('retry').count(), 0);
  await inState(callSid, 'stored');
});

test('several recordings of one call play as one, with the gap shown', async () => {
  const callSid = await simulateCall({
    outcome: 'completed', recording: { channels: 2 },
    recordings: [{ channels: 1, startsAfterS: 224 }] });
  const row = await inState(callSid, 'stored');
  const play = row.getByRole('button', { name: /, 2 recordings, 0:[45]\d$/ });
  await play.getByText(/^2 recordings, 0:[45]\d$/).waitFor();
  await until('both are copied', () => areStored(callSid));
  await play.click();
  const player = byTestId('player');
  await player.getByTestId('gap').getByText('No recording for 3:').waitFor();
  await until('the time is the timeline\'s', async () =>
    /\/ 1:[45]\d$/.test(await byTestId('player-time').textContent()));
  const first = await audio().getAttribute('src');
  const slider = player.getByRole('slider');
  const seek = async (part) => {
    const { width, height } = await slider.boundingBox();
    await slider.click({ position: { x: width * part, y: height / 2 } });
  };
  const timeShown = async () => (await byTestId('player-time').textContent()).split(' ')[0];
  await seek(0.2);
  await until('it is near the end of the first', async () => (await soundOf()).currentTime > 20);
  await until('the gap is jumped over, and the second one plays', async () =>
    await audio().getAttribute('src') !== first && !(await soundOf()).paused
      && (await soundOf()).currentTime > 0.5);
  assert.match(await timeShown(), /^1:2\d$/, 'and its time is the timeline\'s');
  await seek(0.1);
  await until('it is in the first again', async () => await audio().getAttribute('src') === first);
  await seek(0.5);
  await until('from within the gap it goes to the second', async () =>
    await audio().getAttribute('src') !== first);
  assert.ok((await soundOf()).currentTime < 10, 'to its beginning');
});

test('the recordings of a call can be played and downloaded one by one, and all at once',
  async () => {
    const player = byTestId('player');
    await player.getByTestId('segments').locator('summary').click();
    const segments = player.getByTestId('segment');
    assert.equal(await segments.count(), 2);
    const links = await segments.getByRole('link', { name: /^Download recording \d of / }).all();
    const urls = await Promise.all(links.map((link) => link.getAttribute('href')));
    assert.equal(new Set(urls).size, 2);
    for (const url of urls) {
      const response = await page.context().request.get(new URL(url, BASE_URL).href);
      assert.equal(response.status(), 200);
    }
    assert.match(await byTestId('download').getAttribute('href'), /\/download\?all=1$/);
    await segments.nth(1).getByRole('button', { name: /^Play recording 2 of / }).click();
    await until('the second plays', async () => /^1:/.test(
      await byTestId('player-time').textContent()));
    await page.keyboard.press('Escape');
    await segments.first().waitFor({ state: 'hidden' });
    await player.waitFor();
    await page.getByRole('button', { name: 'Close the player' }).click();
  });

test('of several recordings, those that cannot be played say why', async () => {
  const callSid = await simulateCall({
    outcome: 'completed', recording: { channels: 2 },
    recordings: [{ channels: 1, startsAfterS: 60, media: [{ status: 500 }] }] });
  const row = await inState(callSid, 'stored');
  await giveUp(callSid);
  await row.getByRole('button', { name: /, 1 of 2 recordings, 0:2\d$/ }).click();
  const player = byTestId('player');
  await player.getByTestId('segments').locator('summary').click();
  await player.getByTestId('segment').nth(1).getByText(/^Failed: .*500/).waitFor();
  assert.equal(await player.getByTestId('segment').getByRole('link').count(), 1);
  assert.equal(await player.getByTestId('gap').count(), 0, 'there is nothing behind it');
  await page.getByRole('button', { name: 'Close the player' }).click();
});

test('a call that shares a conference\'s recording says whose it is, and leads there', async () => {
  const agent = await simulateCall({ to: 'client:ann', outcome: 'completed', conference: true });
  await until('the conference is known', async () => await rowOf(agent).count() === 1);
  const { conferenceSid } = await (await page.request.get(`/api/calls/${agent}`)).json();
  const customer = await simulateCall({ direction: 'inbound', from: '+14155550188',
    to: '+15005550006', outcome: 'completed', conference: conferenceSid });
  const row = await inState(agent, 'stored');
  await row.getByRole('button', { name: 'Recorded with +1 415 555 0188’s call' }).click();
  assert.ok(await rowOf(customer).evaluate((element) => element.matches(':focus')));
  await rowOf(customer).getByTestId('play').waitFor();
  await row.getByTestId('play').click();
  await until('it plays', async () => (await soundOf()).currentTime > 0);
  await page.getByRole('button', { name: 'Close the player' }).click();
});

test('a caller who withholds the number is called so', async () => {
  const callSid = await simulateCall({
    direction: 'inbound', from: 'anonymous', to: '+493012345678', outcome: 'completed' });
  await until('the call is there', async () => await rowOf(callSid).count() === 1);
  await rowOf(callSid).getByText('Withheld', { exact: true }).waitFor();
  assert.equal(await rowOf(callSid).locator('a').count(), 0, 'nothing to dial');
  await rowOf(callSid).getByText('Inbound').waitFor();
});

test('a busy call is not answered, and that is no error', async () => {
  const callSid = await simulateCall({ outcome: 'busy', recording: null });
  const row = rowOf(callSid);
  await row.getByText('Busy').waitFor();
  assert.equal(await row.getByTestId('reason').textContent(), 'Not answered');
  assert.equal(await row.locator('.bad').count(), 0);
});

test('a test call is placed from the page, and appears', async () => {
  await byTestId('place-call').click();
  const form = byTestId('place-form');
  await form.getByLabel('Your phone').fill('+1 (500) 555-0013');
  await form.getByLabel('Number to call').fill('12345');
  await form.getByRole('button', { name: 'Call', exact: true }).click();
  await form.getByRole('alert').getByText(/^Number to call: .*country code/).waitFor();
  const wrong = form.getByLabel('Number to call');
  await until('it is where it can be put right', () =>
    wrong.evaluate((field) => field.matches('[aria-invalid=true]:focus')));
  const expected = complaints.findIndex((complaint) => complaint.includes('status of 400'));
  assert.notEqual(expected, -1);
  complaints.splice(expected, 1);
  await form.getByLabel('Number to call').fill('+1 500 555 0012');
  const [request] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/api/calls')),
    form.getByRole('button', { name: 'Call', exact: true }).click(),
  ]);
  assert.equal(request.status(), 201);
  await form.waitFor({ state: 'hidden' });
  const { callId } = await request.json();
  const row = await inState(callId, 'stored');
  await row.getByText('+1 500 555 0012').waitFor();
});

test('audio that Twilio refuses has a reason and no play button, and so its address', async () => {
  const callSid = await simulateCall({
    outcome: 'completed', recording: { channels: 2 }, media: [{ status: 401 }] });
  await until('the call is there', async () => await rowOf(callSid).count() === 1);
  const row = rowOf(callSid);
  await row.getByText(/^Twilio refuses our credentials \(401\)$/).waitFor();
  assert.equal(await row.getByTestId('play').count(), 0);
  await until('nobody is offered to ask again: it cannot help', async () =>
    await row.getByTestId('retry').count() === 0);
  assert.equal(await row.getByText('Copying…').count(), 0);
  await page.goto(`${BASE_URL}/#/recordings/${recordingOf(callSid)}`);
  await byTestId('player-error').getByText(/^Nothing to play: Twilio refuses/).waitFor();
  assert.equal(await byTestId('download').count(), 0);
  await page.getByRole('button', { name: 'Close the player' }).click();
});

test('that Twilio refuses us is told to those who can mend it, and to nobody else', async () => {
  assert.equal(await byTestId('refused-accounts').count(), 0, 'not to a supervisor');
  const other = await openPage();
  try {
    await other.page.goto(BASE_URL);
    await logIn(ADMIN_PASSWORD, ADMIN_EMAIL, other.page);
    await other.page.getByTestId('logout').waitFor();
    const words = other.page.getByTestId('refused-accounts').getByText(
      new RegExp(`^Twilio refuses our credentials for account AC…${TWILIO_ACCOUNT_SID.slice(-4)}`
        + ' since .* Recordings are not copied until this is corrected'));
    // The reconciler is not refused, and says so, until the next try to copy the audio.
    await until('the banner is there', async () => {
      await other.page.reload();
      await other.page.getByTestId('coverage').waitFor();
      return await words.count() === 1;
    });
    assert.deepEqual(other.complaints, []);
  } finally {
    await other.close();
  }
});

test('a lost connection is said, and found again', async () => {
  await page.route('**/api/call-records?*', (route) => route.fulfill({ status: 503 }));
  await byTestId('connection-lost').waitFor();
  await page.unroute('**/api/call-records?*');
  await byTestId('connection-lost').waitFor({ state: 'detached' });
  for (const complaint of complaints.filter((text) => text.includes('status of 503')))
    complaints.splice(complaints.indexOf(complaint), 1);
});

test('a phone shows all of it without scrolling sideways', async () => {
  await page.setViewportSize({ width: 375, height: 812 });
  await rowOf(answered).getByTestId('play').click();
  await byTestId('player').waitFor();
  const { scrollWidth, clientWidth } = await page.locator('html').evaluate(
    (html) => ({ scrollWidth: html.scrollWidth, clientWidth: html.clientWidth }));
  assert.ok(scrollWidth <= clientWidth, `${scrollWidth} <= ${clientWidth}`);
  for (const button of await byTestId('player').getByRole('button').all()) {
    const { x, width } = await button.boundingBox();
    assert.ok(x >= 0 && x + width <= 375, 'every button of the player is on the screen');
  }
});

test('log out ends the session', async () => {
  await byTestId('logout').click();
  await byTestId('login-form').waitFor();
  const response = await page.context().request.get(`${BASE_URL}/api/call-records`);
  assert.equal(response.status(), 401);
});

test('the browser had nothing to complain about', () => {
  assert.deepEqual(complaints, []);
});
