// How many of today's answered calls can be played: one quiet line above the table. And a loud
// one, for those who can mend it, while Twilio refuses our credentials.

import { html, useCallback, useRef, useState } from '/vendor/htm-preact.js';
import { readCoverage } from '/api.js';
import { useRepeated } from '/feed.js';
import { coverage } from '/reasons.js';
import { isoDay, refusedAccount } from '/words.js';

const EVERY_MS = 60000;

/** {total, accounts} as /api/coverage has them, once it has answered. */
export function useCoverage() {
  const [known, setKnown] = useState({});
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
    await readCoverage(isoDay(0), isoDay(1), timeZone).then(setKnown, () => {});
    return EVERY_MS;
  }, []);
  useRepeated(poll);
  return known;
}

export function Coverage({ total }) {
  const words = total && coverage(total);
  return words && html`<p class="sub coverage" data-testid="coverage">${words}</p>`;
}

/** The server tells of such accounts to administrators alone. */
export const RefusedAccounts = ({ accounts }) => accounts?.length > 0 && html`
  <div class="banner lasting" role="alert" data-testid="refused-accounts">
    ${accounts.map((account) => html`
      <p key=${account.accountSid}>${refusedAccount(account)}</p>`)}
  </div>`;
