// How many of today's answered calls can be played: one quiet line above the table.

import { html, useCallback, useRef, useState } from '/vendor/htm-preact.js';
import { readCoverage } from '/api.js';
import { useRepeated } from '/feed.js';
import { coverage, isoDay } from '/words.js';

const EVERY_MS = 60000;

export function Coverage() {
  const [words, setWords] = useState(null);
  const asked = useRef(-Infinity);
  const poll = useCallback(async () => {
    const now = Date.now();
    // Who comes back to the page often does not ask more often.
    const wait = asked.current + EVERY_MS - now;
    if (wait > 0)
      return wait;
    asked.current = now;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    // What the page cannot do without is the feed's: that says when the server is away.
    await readCoverage(isoDay(0), isoDay(1), timeZone).then(
      ({ total }) => setWords(coverage(total)), () => {});
    return EVERY_MS;
  }, []);
  useRepeated(poll);
  return words && html`<p class="sub coverage" data-testid="coverage">${words}</p>`;
}
