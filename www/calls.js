// The call records: the table, newest first, and the player below it.

import { html, useCallback, useEffect, useMemo, useState } from '/vendor/htm-preact.js';
import { retryRecording } from '/api.js';
import { Coverage, RefusedAccounts, useCoverage } from '/coverage.js';
import { useFeed } from '/feed.js';
import { inboundIcon, outboundIcon, playIcon } from '/icons.js';
import { PlaceCall } from '/place.js';
import { Player, usePlayer } from '/player.js';
import { isCopying, whyNoCopy, whyNoRecording } from '/reasons.js';
import {
  NONE, address, clock, customer, day, direction, duration, fullTime, isPlayable, recordedWith,
  recordingLength, status, total, whenOf,
} from '/words.js';

const ARROWS = { inbound: inboundIcon, outbound: outboundIcon };

// On a phone each row is a card: its cells have no headings, and empty ones are hidden.
const Cell = ({ name, empty, children }) => html`
  <td role="cell" class="cell-${name} ${empty ? 'empty' : ''}">${children}</td>`;

const When = ({ time }) => html`
  <time datetime=${time} title=${fullTime(time)}>
    <span class="day">${day(time)}</span> <span class="clock">${clock(time)}</span>
  </time>`;

function Address({ call }) {
  const { text, href, isLong } = address(call);
  if (href)
    return html`<a href=${href}>${text}</a>`;
  return isLong ? html`<span class="long">${text}</span>` : text;
}

function Customer({ call }) {
  const { note } = address(call);
  if (!call.contact?.name)
    return html`<span class="number"><${Address} call=${call} /></span>
      ${note && html`<span class="sub">${note}</span>`}`;
  return html`<span class="name">${call.contact.name}</span>
    <span class="sub"><${Address} call=${call} />${note && ` · ${note}`}</span>`;
}

function Outcome({ call }) {
  if (!call.disposition?.name)
    return status(call);
  return html`<span class="tag">${call.disposition.name}</span>
    <span class="sub">${status(call)}</span>`;
}

function TryAgain({ call, onRetry }) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState(null);
  const retry = async () => {
    setPending(true);
    setError(null);
    await onRetry(call).catch((problem) => setError(problem.message));
    setPending(false);
  };
  return html`
    <button type="button" class="retry" data-testid="retry" disabled=${pending}
      aria-label="Try again to copy the recording of ${customer(call)}, ${clock(whenOf(call))}"
      onClick=${retry}>${pending ? 'Trying…' : 'Try again'}</button>
    <span class="sub" role="alert">${error}</span>`;
}

const idOfRow = (call) => `call-${call.id}`;

/** Scrolls to the row of a call, and focuses it. */
function showRow(call) {
  const row = document.getElementById(idOfRow(call));
  row?.scrollIntoView({ block: 'center' });
  row?.focus({ preventScroll: true });
}

/** Which call a shared recording belongs to, with a link to its row if the page has it. */
function Shared({ call, owner }) {
  const words = recordedWith(call.recording, owner);
  return html`
    <span class="sub below" data-testid="shared">
      ${owner
        ? html`<button type="button" class="link" onClick=${() => showRow(owner)}>${words}</button>`
        : words}</span>`;
}

function NotPlayable({ call, onRetry }) {
  const { words, tone } = whyNoRecording(call);
  return html`
    <span class="reason ${tone ?? ''}" data-testid="reason">${words}</span>
    ${call.recording?.canRetry && html`<${TryAgain} call=${call} onRetry=${onRetry} />`}`;
}

function Playable({ call, onPlay, onRetry }) {
  const length = recordingLength(call.recording);
  const problem = whyNoCopy(call.recording);
  return html`
    <button type="button" class="play" data-testid="play"
      aria-label="Play the recording of ${customer(call)}, ${clock(whenOf(call))}, ${length}"
      onClick=${(event) => onPlay(call, event.currentTarget)}>
      ${playIcon()} <span>${length}</span></button>
    ${isCopying(call.recording) && html`
      <span class="sub" title="Comes from Twilio while our copy is being made">Copying…</span>`}
    ${problem && html`
      <span class="sub below" data-testid="reason">Not copied: ${problem}</span>`}
    ${problem && call.recording.canRetry && html`
      <${TryAgain} call=${call} onRetry=${onRetry} />`}`;
}

function Recording({ call, owner, onPlay, onRetry }) {
  return html`
    ${isPlayable(call)
      ? html`<${Playable} call=${call} onPlay=${onPlay} onRetry=${onRetry} />`
      : html`<${NotPlayable} call=${call} onRetry=${onRetry} />`}
    ${call.recording?.sharedWith && html`<${Shared} call=${call} owner=${owner} />`}`;
}

function Row({ call, owner, today, fresh, current, onPlay, onRetry }) {
  // Rows that have not changed, which are most of them, are not rendered again every two seconds.
  return useMemo(() => html`
    <tr role="row" id=${idOfRow(call)} tabindex="-1"
      data-testid="call-row" data-call-id=${call.callId}
      data-recording-state=${call.recording?.state ?? 'none'}
      class="${fresh ? 'fresh' : ''} ${current ? 'current' : ''}">
      <${Cell} name="when"><${When} time=${whenOf(call)} /><//>
      <${Cell} name="customer"><${Customer} call=${call} /><//>
      <${Cell} name="direction" empty=${!call.direction}>
        ${ARROWS[call.direction]?.()} ${direction(call)}<//>
      <${Cell} name="agent" empty=${!call.agent}>${call.agent?.name ?? NONE}<//>
      <${Cell} name="campaign" empty=${!call.campaign}>${call.campaign?.name ?? NONE}<//>
      <${Cell} name="duration" empty=${call.durationS === null}>${duration(call.durationS)}<//>
      <${Cell} name="outcome"><${Outcome} call=${call} /><//>
      <${Cell} name="recording">
        <${Recording} call=${call} owner=${owner} onPlay=${onPlay} onRetry=${onRetry} /><//>
    </tr>`, [call, owner, today, fresh, current, onPlay, onRetry]);
}

const HEADINGS = ['When', 'Customer', 'Direction', 'Agent', 'Campaign', 'Duration', 'Outcome',
  'Recording'];

function Table({ rows, fresh, playing, onPlay, onRetry }) {
  const today = new Date().toDateString();
  const ownerOf = ({ recording }) =>
    recording?.sharedWith && rows.find((row) => row.id === recording.sharedWith.id);
  // All roles are written out: some browsers drop them from a table that is displayed as cards.
  return html`
    <table role="table" aria-label="Calls, newest first">
      <thead role="rowgroup"><tr role="row">
        ${HEADINGS.map((name) => html`
          <th role="columnheader" scope="col" class="cell-${name.toLowerCase()}">${name}</th>`)}
      </tr></thead>
      <tbody role="rowgroup">
        ${rows.map((call) => html`<${Row} key=${call.id} call=${call} owner=${ownerOf(call)}
          today=${today} fresh=${fresh.has(call.id)} onPlay=${onPlay} onRetry=${onRetry}
          current=${Boolean(playing) && call.id === playing.call?.id} />`)}
      </tbody>
    </table>`;
}

const Nothing = () => html`
  <div class="nothing">
    <h2>No calls yet</h2>
    <p>Make a call with your dialer. It appears here by itself within seconds, and its recording
      can be played as soon as the call is over. There is nothing to reload.</p>
  </div>`;

function LoadMore({ loadMore }) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState(null);
  const more = async () => {
    setPending(true);
    setError(null);
    await loadMore().catch((problem) => setError(problem.message));
    setPending(false);
  };
  return html`
    <p class="more">
      <button type="button" data-testid="load-more" disabled=${pending} onClick=${more}>
        ${pending ? 'Loading…' : 'Load more'}</button>
      <span role="alert">${error}</span>
    </p>`;
}

/** Tells a screen reader of new calls. The text stays until other calls come. */
function News({ count }) {
  const [news, setNews] = useState('');
  useEffect(() => {
    if (count)
      setNews(`${count} new ${count === 1 ? 'call' : 'calls'}`);
  }, [count]);
  return html`<p class="unseen" role="status" aria-live="polite">${news}</p>`;
}

const Lost = () => html`
  <p class="banner" role="alert" data-testid="connection-lost">
    Connection lost, trying again…</p>`;

export function CallRecords({ user, onSignedOut }) {
  const { rows, next, total: sum, fresh, lost, loadMore, reread } = useFeed(onSignedOut);
  const { playing, open, close } = usePlayer(rows, onSignedOut);
  const known = useCoverage();
  const retry = useCallback(async ({ id, recording }) => {
    // 409: somebody else has retried it already; the row shows the new state.
    await retryRecording(recording.id).catch((problem) => {
      if (problem.status === 401)
        onSignedOut();
      if (problem.status !== 409)
        throw problem;
    });
    await reread(id);
  }, [onSignedOut, reread]);
  return html`
    ${lost && html`<${Lost} />`}
    <${RefusedAccounts} accounts=${known.accounts} />
    <main class="calls ${playing ? 'with-player' : ''}" aria-busy=${!rows}>
      <div class="heading">
        <h1>Call Records</h1>
        ${sum && html`<p>${total(sum)}</p>`}
        ${(user.role !== 'agent' || user.agentId) && html`
          <${PlaceCall} user=${user} onSignedOut=${onSignedOut} />`}
      </div>
      <${Coverage} total=${known.total} />
      <${News} count=${fresh.size} />
      ${!rows && !lost && html`<p class="notice">Loading calls…</p>`}
      ${rows?.length === 0 && html`<${Nothing} />`}
      ${rows?.length > 0 && html`
        <${Table} rows=${rows} fresh=${fresh} playing=${playing} onPlay=${open}
          onRetry=${retry} />`}
      ${next && html`<${LoadMore} loadMore=${loadMore} />`}
    </main>
    ${playing && html`
      <${Player} playing=${playing} onClose=${close} onSignedOut=${onSignedOut} />`}`;
}
