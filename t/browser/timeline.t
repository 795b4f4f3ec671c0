#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Several pieces of audio as one, with an element that does what it is told. Environment: BASE_URL.

const { after, before, test } = require('node:test');
const assert = require('node:assert/strict');
const { openPage } = require('./bed');

let page;
let close;

before(async () => {
  ({ page, close } = await openPage());
  await page.goto('/');
});

after(() => close?.());

/** Has the page run steps(audio, timeline), which gives what it noted; audio is at its beginning. */
const play = (steps) => page.evaluate(`(async () => {
  const { Timeline } = await import('/timeline.js');
  const audio = Object.assign(new EventTarget(), {
    paused: true, ended: false,
    async play() { this.paused = false; this.ended = false; },
    tell(name, facts) { Object.assign(this, facts); this.dispatchEvent(new Event(name)); },
  });
  const timeline = new Timeline(audio, { pieces: [
    { recordingSid: 'one', atS: 0, fromS: 0, durationS: 20, gapS: 0, streamUrl: '1' },
    { recordingSid: 'two', atS: 80, fromS: 3, durationS: 10, gapS: 200, streamUrl: '2' },
  ] });
  return (${steps})(audio, timeline);
})()`);

test('a piece is heard to its end, also if that is later than Twilio said', async () => {
  assert.deepEqual(await play((audio, timeline) => {
    timeline.play();
    audio.tell('timeupdate', { currentTime: 20.6 });
    const within = [audio.src, timeline.currentTime];
    audio.tell('ended', { currentTime: 20.9, paused: true, ended: true });
    return [within, [audio.src, audio.currentTime, audio.paused, timeline.currentTime]];
  }), [['1', 20], ['2', 3, false, 80]]);
});

test('the end of a piece is told as neither pause nor end, that of the last one is', async () => {
  assert.deepEqual(await play((audio, timeline) => {
    const told = [];
    ['pause', 'ended'].forEach((name) =>
      timeline.addEventListener(name, () => told.push([name, audio.src])));
    const end = () => ['pause', 'ended'].forEach((name) =>
      audio.tell(name, { paused: true, ended: true }));
    end();
    audio.ended = false;
    end();
    return told;
  }), [['pause', '2'], ['ended', '2']]);
});

test('steps are of audio: one back from behind a gap is before it', async () => {
  assert.deepEqual(await play((audio, timeline) => {
    timeline.currentTime = 50;
    const afterGap = timeline.currentTime;
    timeline.currentTime = timeline.after(-5);
    const before = [audio.src, timeline.currentTime];
    return [afterGap, before, timeline.after(10)];
  }), [80, ['1', 15], 85]);
});
