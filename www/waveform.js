// Draws the waveform of a recording from the server's peaks, one lane per channel. Which party is on
// which channel is not certain, so the lanes have numbers.

import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import WaveSurfer from '/vendor/wavesurfer.js';

const HEIGHT = 64;
const LOUDEST = 127;
// Audio that stays below this level is noise: it is not scaled up to look like speech.
const QUIET = 0.1;

const nonce = document.querySelector('meta[name=csp-nonce]').content;
const darkness = matchMedia('(prefers-color-scheme: dark)');

/** The options of the lanes. A canvas cannot use CSS variables, so their values are read here. */
function lanes(element, count) {
  const style = window.getComputedStyle(element);
  return Array.from({ length: count }, (_, i) => ({
    height: HEIGHT / count,
    waveColor: style.getPropertyValue(`--lane-${i % 2 + 1}`).trim(),
    progressColor: style.getPropertyValue(`--lane-${i % 2 + 1}-played`).trim(),
  }));
}

function draw(container, audio, { peaks, durationS }) {
  const values = peaks.map((lane) => lane.map((value) => value / LOUDEST));
  const loudest = values.flat().reduce((most, value) => Math.max(most, Math.abs(value)), QUIET);
  return WaveSurfer.create({
    container,
    media: audio,
    // With peaks and duration WaveSurfer does not fetch and decode the audio.
    peaks: values,
    duration: durationS,
    splitChannels: lanes(container, values.length),
    normalize: true,
    maxPeak: loudest,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    cursorWidth: 1,
    cursorColor: window.getComputedStyle(container).color,
    interact: false,
    cspNonce: nonce,
  });
}

/**
 * read() returns the peaks. Calls onDrawn(true) once they are drawn; onDrawn(false) if they cannot be
 * read: then the slider is used without a waveform.
 */
export function Waveform({ read, audio, onDrawn }) {
  const container = useRef();
  const [data, setData] = useState(null);
  useEffect(() => {
    let overtaken = false;
    read().then((found) => overtaken || setData(found), () => overtaken || onDrawn(false));
    return () => {
      overtaken = true;
    };
  }, [read]);
  useEffect(() => {
    if (!data)
      return undefined;
    const surfer = draw(container.current, audio.current, data);
    const repaint = () => surfer.setOptions({
      splitChannels: lanes(container.current, data.peaks.length),
      cursorColor: window.getComputedStyle(container.current).color,
    });
    darkness.addEventListener('change', repaint);
    onDrawn(true);
    return () => {
      darkness.removeEventListener('change', repaint);
      surfer.destroy();
    };
  }, [data]);
  return html`
    <div class="waveform" aria-hidden="true" ref=${container}></div>
    ${data?.peaks.length > 1 && html`
      <span class="lane lane-1" aria-hidden="true">1</span>
      <span class="lane lane-2" aria-hidden="true">2</span>`}`;
}
