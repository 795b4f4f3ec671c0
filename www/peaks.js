// The data of a waveform: {peaks, durationS}. peaks: a lane for each channel, of alternating low and
// high values from -128 to 127.

import { readPeaks } from '/api.js';

// Pairs of a timeline: a pixel each on a wide screen. The server makes 1,000 of one segment at most.
const PAIRS = 2000;

/** The lowest and the highest value of a lane between two times, in seconds. */
function extremes(lane, durationS, from, until) {
  const pairs = lane.length / 2;
  const first = Math.min(Math.max(Math.floor((from / durationS) * pairs), 0), pairs - 1);
  const last = Math.min(Math.max(Math.ceil((until / durationS) * pairs), first + 1), pairs);
  const values = lane.slice(2 * first, 2 * last);
  return [Math.min(...values), Math.max(...values)];
}

/** One lane of a timeline. A piece with one channel is in all lanes; one without peaks is flat. */
function joined({ pieces, durationS }, found, channel) {
  const lane = new Array(2 * PAIRS).fill(0);
  const width = durationS / PAIRS;
  pieces.forEach(({ atS, fromS, durationS: length }, i) => {
    const peaks = found[i]?.peaks;
    if (!peaks)
      return;
    const values = peaks[channel] ?? peaks[0];
    const first = Math.ceil(atS / width);
    const last = Math.min(Math.floor((atS + length) / width), PAIRS);
    for (let pair = first; pair < last; pair++) {
      const from = pair * width - atS + fromS;
      const [low, high] = extremes(values, found[i].durationS, from, from + width);
      lane[2 * pair] = low;
      lane[2 * pair + 1] = high;
    }
  });
  return lane;
}

/** The peaks of all pieces, put together with silence for the gaps. */
export async function readTimelinePeaks(timeline) {
  const found = await Promise.all(timeline.pieces.map(({ peaksUrl }) =>
    peaksUrl && readPeaks(peaksUrl).catch(() => null)));
  const lanes = Math.max(...found.map((piece) => piece?.peaks.length ?? 1));
  return {
    durationS: timeline.durationS,
    peaks: Array.from({ length: lanes }, (_, channel) => joined(timeline, found, channel)),
  };
}
