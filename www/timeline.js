// Several pieces of audio as one: to the player it is an audio element, and it has a real one
// play the pieces one after the other. Between them may be gaps, in which nothing was recorded.

const TOLD = ['play', 'playing', 'pause', 'ended', 'timeupdate', 'seeking', 'seeked', 'waiting',
  'ratechange'];

const endOf = (piece) => piece.atS + piece.durationS;

/** The gaps of a timeline: {atS, lengthS, gapS}; lengthS on the timeline, gapS in truth. */
export const gapsOf = ({ pieces }) => pieces.flatMap((piece, i) => {
  const atS = i ? endOf(pieces[i - 1]) : 0;
  return piece.gapS ? [{ atS, lengthS: piece.atS - atS, gapS: piece.gapS }] : [];
});

/**
 * Of a media element: currentTime, duration, paused, playbackRate, defaultPlaybackRate, play(),
 * pause(), load(), and its events. It has no src, as that would be a piece's.
 */
export class Timeline extends EventTarget {
  #audio;
  #pieces;
  #index = 0;

  constructor(audio, { pieces }) {
    super();
    this.#audio = audio;
    this.#pieces = pieces;
    TOLD.forEach((name) => audio.addEventListener(name, () => this.#hear(name)));
    this.#open(0, pieces[0].fromS, false);
  }

  /** Takes the timeline that is so by now, and stays with the piece that it is at. */
  follow({ pieces }) {
    const { recordingSid } = this.#piece;
    const index = pieces.findIndex((piece) => piece.recordingSid === recordingSid);
    this.#pieces = pieces;
    this.#index = Math.max(index, 0);
    if (index < 0)
      this.#open(0, pieces[0].fromS, false);
    this.#tell('durationchange');
  }

  get #piece() {
    return this.#pieces[this.#index];
  }

  /** Where the piece after this one begins, or undefined. */
  get nextS() {
    return this.#pieces[this.#index + 1]?.atS;
  }

  get duration() {
    return endOf(this.#pieces.at(-1));
  }

  get currentTime() {
    const { atS, fromS } = this.#piece;
    return Math.min(Math.max(atS + this.#audio.currentTime - fromS, atS), endOf(this.#piece));
  }

  // In a gap there is nothing to hear: what follows it is played.
  set currentTime(time) {
    const found = this.#pieces.findIndex((piece) => time < endOf(piece));
    const index = found < 0 ? this.#pieces.length - 1 : found;
    const { atS, fromS, durationS } = this.#pieces[index];
    const at = fromS + Math.min(Math.max(time - atS, 0), durationS);
    if (index === this.#index && !this.#audio.error)
      this.#audio.currentTime = at;
    else
      this.#open(index, at, !this.paused);
  }

  /** The time that is so many seconds of audio from now, or before: gaps do not count. */
  after(seconds) {
    const last = this.#pieces.length - 1;
    const gap = (i) => this.#pieces[i].atS - endOf(this.#pieces[i - 1]);
    let index = this.#index;
    let time = this.currentTime + seconds;
    for (; index > 0 && time < this.#pieces[index].atS; index--)
      time -= gap(index);
    for (; index < last && time >= endOf(this.#pieces[index]); index++)
      time += gap(index + 1);
    return time;
  }

  // A piece that has ended, with another one after it, is no pause.
  get paused() {
    return this.#audio.paused && !(this.#audio.ended && this.nextS !== undefined);
  }

  get playbackRate() {
    return this.#audio.playbackRate;
  }

  set playbackRate(rate) {
    this.#audio.playbackRate = rate;
  }

  set defaultPlaybackRate(rate) {
    this.#audio.defaultPlaybackRate = rate;
  }

  play() {
    if (this.#audio.ended)
      this.currentTime = 0;
    return this.#audio.play();
  }

  pause() {
    this.#audio.pause();
  }

  load() {
    this.#open(this.#index, Math.max(this.#audio.currentTime, this.#piece.fromS), false);
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }

  #open(index, at, playing) {
    this.#index = index;
    this.#audio.src = this.#piece.streamUrl;
    // Before anything is known of the audio, this says where it will begin.
    this.#audio.currentTime = at;
    if (playing)
      this.#audio.play().catch(() => {});
    this.#tell('timeupdate');
  }

  // A piece lasts until its audio ends: how long that is may be Twilio's word alone, in whole
  // seconds. What its end says of the element, nobody else needs to know.
  #hear(name) {
    if (!this.#audio.ended || this.nextS === undefined)
      this.#tell(name);
    else if (name === 'ended')
      this.#open(this.#index + 1, this.#pieces[this.#index + 1].fromS, true);
  }
}
