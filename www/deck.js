// What plays one recording. The browser's <audio> streams it with Range requests; the waveform
// is only a picture of it, and the slider over the picture is what people click, drag and press.

import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { whyNoAudio } from '/api.js';
import { backIcon, pauseIcon, playIcon } from '/icons.js';
import { Waveform } from '/waveform.js';
import { duration } from '/words.js';

const SPEEDS = [1, 1.5, 2];
const EVENTS = ['play', 'playing', 'pause', 'ended', 'timeupdate', 'seeking', 'seeked',
  'durationchange', 'waiting'];
const STEPS_S = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30,
  PageUp: 30 };

// Kept from one recording to the next: who listens fast listens fast all day.
let lastSpeed = 1;

// Refused without a gesture of the reader, or overtaken by a pause: the button shows which.
const play = (audio) => audio.play().catch(() => {});
const toggle = (audio) => (audio.paused ? play(audio) : audio.pause());

// One click may ask twice, by the pointer and by the slider's own change.
const SAME_S = 0.1;

function move(audio, time) {
  if (Math.abs(audio.currentTime - time) < SAME_S)
    return;
  const last = Number.isFinite(audio.duration) ? audio.duration : Infinity;
  audio.currentTime = Math.min(Math.max(time, 0), last);
}

/** What the audio element is doing: {playing, time, length}, and how to have it read anew. */
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

function useProblem(audio, url, onSignedOut) {
  const [problem, setProblem] = useState(null);
  const explain = async () => {
    const found = await whyNoAudio(url).catch((unreachable) => unreachable);
    if (found.status === 401)
      return onSignedOut();
    setProblem(found);
  };
  const retry = () => {
    setProblem(null);
    audio.current.load();
    play(audio.current);
  };
  return { problem, explain, retry };
}

/** Keys of the slider: steps that are of use in a call, and play or pause. */
function onKey(event, audio) {
  if (event.key === ' ')
    toggle(audio);
  else if (event.key in STEPS_S)
    move(audio, audio.currentTime + STEPS_S[event.key]);
  else
    return;
  event.preventDefault();
}

/**
 * Over a waveform the slider has no thumb to take hold of, and Safari on a phone moves a slider
 * by its thumb only: so the pointer is followed here. hold(time) while it is down, then drop.
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
  // While it is dragged only the time is shown; the audio follows when it is let go.
  const drop = (at) => {
    move(audio.current, at);
    // Before the next event says so: the slider must not jump back in between.
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
    // Loading resets the rate to the default one.
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
        onClick=${() => move(audio.current, audio.current.currentTime - 10)}>
        ${backIcon()}<span aria-hidden="true">10</span></button>
    </div>`;
}

function Failure({ problem, retry }) {
  return html`
    <p class="player-error" role="alert" data-testid="player-error">
      ${problem.message} <button type="button" onClick=${retry}>Try again</button></p>`;
}

/** Plays recording, at once if wish is not 0, and again whenever wish grows. */
export function Deck({ recording, wish, onSignedOut }) {
  const audio = useRef();
  const [drawn, setDrawn] = useState(false);
  const { streamUrl, peaksUrl, durationS } = recording;
  const [sound, read] = useSound(audio, durationS);
  const { problem, explain, retry } = useProblem(audio, streamUrl, onSignedOut);
  return html`
    <audio ref=${audio} src=${streamUrl} preload="metadata" onError=${explain}></audio>
    <${Buttons} audio=${audio} sound=${sound} wish=${wish} />
    <p class="player-time" data-testid="player-time">
      <span class="now">${duration(sound.time)}</span>${' '}
      <span>/ ${duration(sound.length)}</span></p>
    ${problem && html`<${Failure} problem=${problem} retry=${retry} />`}
    <div class="track" hidden=${Boolean(problem)}>
      ${peaksUrl && html`<${Waveform} url=${peaksUrl} audio=${audio} onDrawn=${setDrawn} />`}
      <${Slider} audio=${audio} sound=${sound} read=${read} over=${drawn} />
    </div>
    <${Speed} audio=${audio} />`;
}
