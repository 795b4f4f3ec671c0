// The controls that play one recording. The browser's <audio> streams it with Range requests. The
// waveform is only a picture; a slider over it takes clicks, drags and keys. For a recording with
// several segments, a Timeline takes the place of the <audio>.

import { html, useCallback, useEffect, useMemo, useRef, useState } from '/vendor/htm-preact.js';
import { readPeaks, whyNoAudio } from '/api.js';
import { backIcon, pauseIcon, playIcon } from '/icons.js';
import { readTimelinePeaks } from '/peaks.js';
import { Segments } from '/segments.js';
import { Timeline, gapsOf } from '/timeline.js';
import { Waveform } from '/waveform.js';
import { duration, silence } from '/words.js';

const SPEEDS = [1, 1.5, 2];
const EVENTS = ['play', 'playing', 'pause', 'ended', 'timeupdate', 'seeking', 'seeked',
  'durationchange', 'waiting'];
const STEPS_S = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30,
  PageUp: 30 };

// The speed that was chosen last: the next recording begins with it.
let lastSpeed = 1;

// play() fails if the browser requires a click first, or if a pause follows at once. The button shows
// whether the audio plays, so the error is ignored.
const play = (audio) => audio.play().catch(() => {});
const toggle = (audio) => (audio.paused ? play(audio) : audio.pause());

// One click may move the position twice, by the pointer's event and by the slider's own.
const SAME_S = 0.1;

function move(audio, time) {
  if (Math.abs(audio.currentTime - time) < SAME_S)
    return;
  const last = Number.isFinite(audio.duration) ? audio.duration : Infinity;
  audio.currentTime = Math.min(Math.max(time, 0), last);
}

/** Moves the position by that many seconds of audio. */
const skip = (audio, seconds) =>
  move(audio, audio.after?.(seconds) ?? audio.currentTime + seconds);

/** A ref of the <audio> element or, with a timeline, of the Timeline that plays with it. */
function useAudio(timeline) {
  const audio = useRef();
  const hold = useCallback((element) => {
    audio.current = element && timeline ? new Timeline(element, timeline) : element;
  }, []);
  useEffect(() => {
    audio.current.follow?.(timeline);
  }, [timeline]);
  return [audio, hold];
}

/** The state of the audio, {playing, time, length}, and a function that reads it again. */
function useSound(audio, reported) {
  const [sound, setSound] = useState({ playing: false, time: 0, length: reported });
  const read = () => {
    const { paused, currentTime, duration: measured } = audio.current;
    const length = Number.isFinite(measured) ? measured : reported;
    setSound({ playing: !paused, time: currentTime, length });
  };
  useEffect(() => {
    const element = audio.current;
    EVENTS.forEach((name) => element.addEventListener(name, read));
    return () => EVENTS.forEach((name) => element.removeEventListener(name, read));
  }, []);
  return [sound, read];
}

/** Why the element cannot play its current src, and the event handlers that find out. */
function useProblem(onSignedOut) {
  const [problem, setProblem] = useState(null);
  const onError = async ({ currentTarget: element }) => {
    const { src } = element;
    const found = await whyNoAudio(src).catch((unreachable) => unreachable);
    if (found.status === 401)
      return onSignedOut();
    // The element may have another piece by now.
    if (element.src === src)
      setProblem(found);
  };
  const onLoadStart = () => setProblem(null);
  return [problem, { onError, onLoadStart }];
}

/** Keys of the slider: steps of 5 or 30 seconds, and Space to play or pause. */
function onKey(event, audio) {
  if (event.key === ' ')
    toggle(audio);
  else if (event.key in STEPS_S)
    skip(audio, STEPS_S[event.key]);
  else
    return;
  event.preventDefault();
}

/**
 * Handlers that move the slider to the pointer: over a waveform the slider has no visible thumb, and
 * Safari on a phone moves a slider by its thumb only. Calls hold(time) while the pointer is down, then
 * drop(time).
 */
function pointerOver(length, hold, drop) {
  const timeAt = ({ currentTarget, clientX }) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(Math.max((clientX - left) / width, 0), 1) * length;
  };
  return {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      hold(timeAt(event));
    },
    onPointerMove: (event) =>
      event.currentTarget.hasPointerCapture(event.pointerId) && hold(timeAt(event)),
    onPointerUp: (event) => drop(timeAt(event)),
    onPointerCancel: () => hold(null),
  };
}

function Slider({ audio, sound, read, over }) {
  const [held, setHeld] = useState(null);
  const length = sound.length || 0;
  const time = Math.min(held ?? sound.time, length);
  // While the slider is dragged only the shown time moves; the audio moves when it is released.
  const drop = (at) => {
    move(audio.current, at);
    // The next event comes later: without this the slider would jump back until then.
    read();
    setHeld(null);
  };
  return html`
    <input type="range" class="slider ${over ? 'over' : ''}" min="0" max=${length} step="0.01"
      value=${time} aria-label="Position" disabled=${!length}
      aria-valuetext="${duration(time)} of ${duration(sound.length)}"
      ...${over && pointerOver(length, setHeld, drop)}
      onKeyDown=${(event) => onKey(event, audio.current)}
      onInput=${(event) => setHeld(event.currentTarget.valueAsNumber)}
      onChange=${(event) => drop(event.currentTarget.valueAsNumber)} />`;
}

function Speed({ audio }) {
  const [speed, setSpeed] = useState(lastSpeed);
  useEffect(() => {
    lastSpeed = speed;
    // Loading another src resets playbackRate to defaultPlaybackRate.
    audio.current.defaultPlaybackRate = speed;
    audio.current.playbackRate = speed;
  }, [speed]);
  return html`
    <div class="speed" role="group" aria-label="Speed">
      ${SPEEDS.map((value) => html`
        <button type="button" aria-pressed=${value === speed} onClick=${() => setSpeed(value)}>
          ${value}×</button>`)}
    </div>`;
}

function Buttons({ audio, sound, wish }) {
  const main = useRef();
  useEffect(() => {
    if (wish === 0)
      return;
    main.current.focus({ preventScroll: true });
    play(audio.current);
  }, [wish]);
  return html`
    <div class="player-buttons">
      <button type="button" class="toggle" ref=${main} onClick=${() => toggle(audio.current)}
        aria-label=${sound.playing ? 'Pause' : 'Play'}>
        ${sound.playing ? pauseIcon() : playIcon()}</button>
      <button type="button" class="button" aria-label="Back 10 seconds" title="Back 10 seconds"
        onClick=${() => skip(audio.current, -10)}>
        ${backIcon()}<span aria-hidden="true">10</span></button>
    </div>`;
}

/** The gaps between segments, drawn over the waveform and below the slider. */
const Gaps = ({ timeline }) => gapsOf(timeline).map(({ atS, lengthS, gapS }) => {
  const percent = (seconds) => `${(seconds / timeline.durationS) * 100}%`;
  return html`
    <p class="gap" data-testid="gap" style=${{ left: percent(atS), width: percent(lengthS) }}>
      <span>${silence(gapS)}</span></p>`;
});

// Problems that do not pass: the button "Try again" would not help.
const isFinal = ({ status, code }) =>
  status === 410 || ['recording_failed', 'recording_not_fetchable'].includes(code);

function Failure({ problem, audio }) {
  const { nextS } = audio.current;
  const retry = () => {
    audio.current.load();
    play(audio.current);
  };
  const goOn = () => {
    audio.current.currentTime = nextS;
    play(audio.current);
  };
  return html`
    <p class="player-error" role="alert" data-testid="player-error">
      ${problem.message}
      ${!isFinal(problem) && html`
        <button type="button" onClick=${retry}>Try again</button>`}
      ${nextS !== undefined && html`
        <button type="button" onClick=${goOn}>Play the next one</button>`}</p>`;
}

/**
 * Plays a recording: at once if wish is not 0, and again whenever wish grows. details: the answer of
 * /api/recordings/{id}, for a recording with several segments.
 */
export function Deck({ recording, details, name, wish, onSignedOut }) {
  const [drawn, setDrawn] = useState(false);
  const { streamUrl, peaksUrl, durationS } = recording;
  const timeline = details?.timeline;
  const [audio, hold] = useAudio(timeline);
  const [sound, read] = useSound(audio, timeline?.durationS ?? durationS);
  const [problem, handlers] = useProblem(onSignedOut);
  const readWave = useMemo(() => (timeline
    ? () => readTimelinePeaks(timeline)
    : peaksUrl && (() => readPeaks(peaksUrl))), [timeline, peaksUrl]);
  const playFrom = (time) => {
    move(audio.current, time);
    play(audio.current);
  };
  return html`
    <audio ref=${hold} src=${timeline ? undefined : streamUrl} preload="metadata"
      ...${handlers}></audio>
    <${Buttons} audio=${audio} sound=${sound} wish=${wish} />
    <p class="player-time" data-testid="player-time">
      <span class="now">${duration(sound.time)}</span>${' '}
      <span>/ ${duration(sound.length)}</span></p>
    ${problem && html`<${Failure} problem=${problem} audio=${audio} />`}
    <div class="track" hidden=${Boolean(problem)}>
      ${readWave && html`<${Waveform} read=${readWave} audio=${audio} onDrawn=${setDrawn} />`}
      ${timeline && html`<${Gaps} timeline=${timeline} />`}
      <${Slider} audio=${audio} sound=${sound} read=${read} over=${drawn} />
    </div>
    <${Speed} audio=${audio} />
    ${details && html`<${Segments} details=${details} name=${name} onPlay=${playFrom} />`}`;
}
