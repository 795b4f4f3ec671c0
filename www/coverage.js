// How many of today's answered calls can be played, as a line above the table. And a banner for
// administrators while Twilio refuses our credentials.

import { html, useCallback, useRef, useState } from '/vendor/htm-preact.js';
import { readCoverage } from '/api.js';
import { useRepeated } from '/feed.js';
import { coverage } from '/reasons.js';
import { isoDay, refusedAccount } from '/words.js';

const EVERY_MS = 60000;

/** {total, accounts} of /api/coverage; {} before its first answer. */
export function useCoverage() {
  const [known, setKnown] = useState({});
  const asked = useRef(-Infinity);
  const poll = useCallback(async () => {
    const now = Date.now();
    // A page that becomes visible again polls at once, but not before EVERY_MS are over.
    const wait = asked.current + EVERY_MS - now;
    if (wait > 0)
      return wait;
    asked.current = now;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    // An error is ignored: the feed shows that the server cannot be reached.
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

/** The accounts whose credentials Twilio refuses; the server names them to administrators only. */
export const RefusedAccounts = ({ accounts }) => accounts?.length > 0 && html`
  <div class="banner lasting" role="alert" data-testid="refused-accounts">
    ${accounts.map((account) => html`
      <p key=${account.accountSid}>${refusedAccount(account)}</p>`)}
  </div>`;
