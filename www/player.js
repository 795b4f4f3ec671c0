// The player, docked below the table: which recording it holds, and how that looks.

import { html, useCallback, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { callOfRecording } from '/api.js';
import { Deck } from '/deck.js';
import { closeIcon, downloadIcon } from '/icons.js';
import { clock, customer, day, fullTime, isPlayable, whenOf, whyNoRecording } from '/words.js';

const idInAddress = () => /^#\/recordings\/([\w-]+)$/.exec(location.hash)?.[1] ?? null;

// Replaced, not pushed: the address can be copied, and Back still leaves the page.
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

/**
 * {playing, open, close}. playing is null, or {id, call, problem, wish}: call is null until it
 * is known; wish grows with every click on play, and is 0 for a recording opened by its address,
 * which does not start by itself.
 */
export function usePlayer(rows, onSignedOut) {
  const [playing, setPlaying] = useState(null);
  const opener = useRef(null);

  const open = useCallback((call, button) => {
    opener.current = button;
    const { id } = call.recording;
    writeAddress(id);
    setPlaying((now) => ({ id, call, wish: (now?.id === id ? now.wish : 0) + 1 }));
  }, []);
  const close = useCallback(() => {
    writeAddress(null);
    setPlaying(null);
    opener.current?.focus();
  }, []);
  const load = useCallback((id) => {
    setPlaying(id && { id, call: null, wish: 0 });
    if (!id)
      return;
    const settle = (part) => setPlaying((now) => (now?.id === id ? { ...now, ...part } : now));
    callOfRecording(id).then((call) => settle({ call }), (problem) => {
      if (problem.status === 401)
        return onSignedOut();
      settle({ problem });
    });
  }, [onSignedOut]);
  useAddress(load);

  // The table knows more lately: the copy that was being made may be there by now.
  const row = playing && rows?.find((call) => call.recording?.id === playing.id);
  return { playing: row ? { ...playing, call: row } : playing, open, close };
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
  const { id, call, problem, wish } = playing;
  if (problem)
    return html`<p class="player-error" role="alert" data-testid="player-error">
      ${refusal(problem)}</p>`;
  if (!call)
    return html`<p class="sub" role="status">Loading…</p>`;
  if (!isPlayable(call))
    return html`<p class="player-error" role="status" data-testid="player-error">
      Nothing to play: ${whyNoRecording(call).words}</p>`;
  return html`<${Deck} key=${id} recording=${call.recording} wish=${wish}
    onSignedOut=${onSignedOut} />`;
}

export function Player({ playing, onClose, onSignedOut }) {
  const { call } = playing;
  const onKeyDown = (event) => event.key === 'Escape' && onClose();
  const url = call && isPlayable(call) && call.recording.downloadUrl;
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
