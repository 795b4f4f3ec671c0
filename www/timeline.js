// Plays several pieces of audio as one. It has the interface of an audio element for the player, and
// makes a real one play the pieces one after the other. There may be gaps between the pieces.

const TOLD = ['play', 'playing', 'pause', 'ended', 'timeupdate', 'seeking', 'seeked', 'waiting',
  'ratechange'];

const endOf = (piece) => piece.atS + piece.durationS;

/** The gaps of a timeline, [{atS, lengthS, gapS}]: gapS is the real length, lengthS the drawn one. */
export const gapsOf = ({ pieces }) => pieces.flatMap((piece, i) => {
  const atS = i ? endOf(pieces[i - 1]) : 0;
  return piece.gapS ? [{ atS, lengthS: piece.atS - atS, gapS: piece.gapS }] : [];
});

/**
 * Has these members of a media element: currentTime, duration, paused, playbackRate,
 * defaultPlaybackRate, play(), pause(), load(), and the events. It has no src, as each piece has its own.
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

  /** Takes a newer timeline, and stays at the current piece. */
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

  // A time in a gap moves to the beginning of the next piece.
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

  /** The time after that many seconds of audio, or before if negative. Gaps do not count. */
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

  // The end of a piece that another one follows is not a pause.
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
    // Before the audio is loaded, this sets the time at which it begins.
    this.#audio.currentTime = at;
    if (playing)
      this.#audio.play().catch(() => {});
    this.#tell('timeupdate');
  }

  // A piece lasts until its audio ends: durationS may be Twilio's, in whole seconds. The events at the
  // end of a piece are not passed on if another piece follows.
  #hear(name) {
    if (!this.#audio.ended || this.nextS === undefined)
      this.#tell(name);
    else if (name === 'ended')
      this.#open(this.#index + 1, this.#pieces[this.#index + 1].fromS, true);
  }
}
