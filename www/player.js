// The player, docked below the table.

import { html, useCallback, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { readRecording } from '/api.js';
import { Deck } from '/deck.js';
import { closeIcon, downloadIcon } from '/icons.js';
import { whyNoRecording } from '/reasons.js';
import { Segments, isComplete } from '/segments.js';
import {
  clock, customer, day, fullTime, isPlayable, isSeveral, whenOf,
} from '/words.js';

const idInAddress = () => /^#\/recordings\/([\w-]+)$/.exec(location.hash)?.[1] ?? null;

// The address is replaced, not pushed: it can be copied, and Back still leaves the page.
const writeAddress = (id) =>
  history.replaceState(null, '', id ? `#/recordings/${id}` : location.pathname);

function useAddress(load) {
  useEffect(() => {
    const follow = () => load(idInAddress());
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [load]);
}

/** Reads the details of a recording with several segments, and again whenever its row changes. */
function useDetails({ id, call, details, several }, settle, fail) {
  const news = several && JSON.stringify(call?.recording);
  useEffect(() => {
    if (news && news !== details?.news)
      readRecording(id, call.recording.sharedWith?.conferenceSid).then((found) =>
        settle(id, { details: { ...found, news } }), (problem) =>
        fail(id, problem, !details));
  }, [id, news]);
}

/** Opens the recording that the page's address names, without playing it. */
function useOpenedByAddress(setPlaying, settle, fail) {
  const load = useCallback((id) => {
    setPlaying(id && { id, call: null, wish: 0 });
    if (id)
      readRecording(id).then(
        (details) => settle(id, { details, call: details.call, several: isSeveral(details.call) }),
        (problem) => fail(id, problem, true));
  }, [fail]);
  useAddress(load);
}

/**
 * {playing, open, close}. playing is null, or {id, call, details, several, problem, wish}. call: null
 * until it is known. several: the recording had several segments when it was opened; details are read
 * for such a recording. wish grows with every click on play; it is 0 for a recording that was opened by
 * its address, which does not start by itself.
 */
export function usePlayer(rows, onSignedOut) {
  const [playing, setPlaying] = useState(null);
  const opener = useRef(null);

  const settle = useCallback((id, part) =>
    setPlaying((now) => (now?.id === id ? { ...now, ...part } : now)), []);
  const fail = useCallback((id, problem, isFirst) => {
    if (problem.status === 401)
      onSignedOut();
    else if (isFirst)
      settle(id, { problem });
  }, [onSignedOut]);
  const open = useCallback((call, button) => {
    opener.current = button;
    const { id } = call.recording;
    writeAddress(id);
    setPlaying((now) => {
      const { wish, details } = now?.id === id && now.call?.id === call.id ? now : { wish: 0 };
      return { id, call, details, several: isSeveral(call), wish: wish + 1 };
    });
  }, []);
  const close = useCallback(() => {
    writeAddress(null);
    setPlaying(null);
    opener.current?.focus();
  }, []);
  useOpenedByAddress(setPlaying, settle, fail);

  // The row in the table is newer: the recording may be copied by now.
  const row = playing?.call && rows?.find((call) => call.id === playing.call.id);
  const known = row ? { ...playing, call: row } : playing;
  useDetails(known ?? {}, settle, fail);
  return { playing: known, open, close };
}

function Title({ call }) {
  const time = whenOf(call);
  return html`
    <h2 class="player-title">
      <span class="name">${customer(call)}</span>
      <span class="sub">
        <time datetime=${time} title=${fullTime(time)}>${day(time)} ${clock(time)}</time>
        ${call.agent && html`<span> · ${call.agent.name}</span>`}
      </span>
    </h2>`;
}

const Download = ({ url, name }) => html`
  <a class="button" href=${url} download data-testid="download"
    aria-label="Download the recording of ${name}">
    ${downloadIcon()}<span class="wide-only">Download</span></a>`;

const refusal = (problem) => (problem.status === 404
  ? 'This recording does not exist, or you may not hear it.'
  : problem.message);

function Body({ playing, onSignedOut }) {
  const { id, call, details, several, problem, wish } = playing;
  if (problem)
    return html`<p class="player-error" role="alert" data-testid="player-error">
      ${refusal(problem)}</p>`;
  if (!call || (several && !details))
    return html`<p class="sub" role="status">Loading…</p>`;
  const parts = several ? details : null;
  if (!isPlayable(call) || (parts && !parts.timeline))
    return html`<p class="player-error" role="status" data-testid="player-error">
      Nothing to play: ${whyNoRecording(call).words}</p>
      ${parts && html`<${Segments} details=${parts} name=${customer(call)} />`}`;
  return html`<${Deck} key="${id} ${call.id} ${several}" recording=${call.recording} details=${parts}
    name=${customer(call)} wish=${wish} onSignedOut=${onSignedOut} />`;
}

/** The URL to download the whole recording, or null. */
function downloadOf({ call, details, several }) {
  if (!call || !isPlayable(call))
    return null;
  if (!several)
    return call.recording.downloadUrl;
  return details && isComplete(details) ? details.downloadAllUrl : null;
}

export function Player({ playing, onClose, onSignedOut }) {
  const { call } = playing;
  const onKeyDown = (event) => event.key === 'Escape' && onClose();
  const url = downloadOf(playing);
  return html`
    <section class="player" data-testid="player" aria-label="Player" onKeyDown=${onKeyDown}>
      ${call ? html`<${Title} call=${call} />` : html`<h2 class="player-title">Recording</h2>`}
      <${Body} playing=${playing} onSignedOut=${onSignedOut} />
      <div class="player-actions">
        ${url && html`<${Download} url=${url} name=${customer(call)} />`}
        <button type="button" class="button" aria-label="Close the player" onClick=${onClose}>
          ${closeIcon()}</button>
      </div>
    </section>`;
}
