// The list of the segments of a recording, in the order in which they were recorded. A button of the
// player opens it. Each segment can be played and downloaded, or the list says why it cannot.

import { html, useRef } from '/vendor/htm-preact.js';
import { downloadIcon, listIcon, playIcon } from '/icons.js';
import { whyNotPlayable } from '/reasons.js';
import {
  NONE, clock, duration, fullTime, recordingCount, silence,
} from '/words.js';

const lengthOf = (segment) => segment.durationMeasuredS ?? segment.durationReportedS;

function Segment({ segment, number, piece, name, onPlay }) {
  const { startedAt, playable, downloadUrl } = segment;
  const length = duration(lengthOf(segment));
  const { words, tone } = playable ? {} : whyNotPlayable(segment, true);
  return html`
    ${piece?.gapS > 0 && html`<li class="sub" data-testid="silence">${silence(piece.gapS)}</li>`}
    <li data-testid="segment">
      <span class="segment-number">${number}</span>
      ${startedAt
        ? html`<time datetime=${startedAt} title=${fullTime(startedAt)}>${clock(startedAt)}</time>`
        : html`<span>${NONE}</span>`}
      ${piece && onPlay
        ? html`<button type="button" class="play" onClick=${() => onPlay(piece.atS)}
            aria-label="Play recording ${number} of ${name}, ${length}">
            ${playIcon()} ${length}</button>`
        : html`<span>${length}</span>`}
      ${playable
        ? html`<a class="button" href=${downloadUrl} download
            aria-label="Download recording ${number} of ${name}">${downloadIcon()}</a>`
        : html`<span class="reason ${tone ?? ''}">${words}</span>`}
    </li>`;
}

export function Segments({ details, name, onPlay }) {
  const { segments, timeline } = details;
  const button = useRef();
  const count = recordingCount(segments.length);
  const pieceOf = ({ recordingSid }) =>
    timeline?.pieces.find((piece) => piece.recordingSid === recordingSid);
  // The first Escape closes the list, the second one the player.
  const onKeyDown = (event) => {
    const { currentTarget } = event;
    if (event.key !== 'Escape' || !currentTarget.open)
      return;
    event.stopPropagation();
    currentTarget.open = false;
    button.current.focus();
  };
  return html`
    <details class="segments" data-testid="segments" onKeyDown=${onKeyDown}>
      <summary class="button" ref=${button} aria-label=${count}>
        ${listIcon()}<span class="wide-only">${count}</span></summary>
      <div class="segments-list">
        <ol>
          ${segments.map((segment, i) => html`
            <${Segment} key=${segment.recordingSid} segment=${segment} number=${i + 1}
              piece=${pieceOf(segment)} name=${name} onPlay=${onPlay} />`)}
        </ol>
        ${!isComplete(details) && timeline?.pieces.length > 1 && html`
          <p class="sub">One file of all can be downloaded once all are copied.</p>`}
      </div>
    </details>`;
}

/** True if all segments are stored, so that they can be downloaded as one file. */
export const isComplete = ({ downloadAllUrl, missingCount, timeline }) =>
  Boolean(downloadAllUrl && !missingCount && timeline?.pieces.every(({ state }) => state === 'stored'));
