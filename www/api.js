// The server's API. Every function returns the decoded answer, or throws a Problem.

const PATIENCE_MS = 15000;

/**
 * An error, with a message for people. status 0: the server cannot be reached. errors: the faults of
 * the body that was sent, [{pointer, code, detail}].
 */
export class Problem extends Error {
  constructor(status, words, code = null, errors = []) {
    super(words);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** The Problem of an answer (RFC 9457), or one made from its status if the body has none. */
async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const words = body.detail || body.title || `The server answered ${response.status}.`;
  return new Problem(response.status, words, body.code, body.errors);
}

async function reach(path, options) {
  try {
    return await fetch(path, {
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
  } catch {
    throw new Problem(0, 'The server cannot be reached.', 'unreachable');
  }
}

async function ask(path, { method = 'GET', body } = {}) {
  const headers = { Accept: 'application/json' };
  if (body)
    headers['Content-Type'] = 'application/json';
  const response = await reach(path, { method, headers, body: body && JSON.stringify(body) });
  if (!response.ok)
    throw await problemOf(response);
  return response.status === 204 ? null : response.json();
}

export const whoAmI = async () => (await ask('/api/session')).user;

export const logIn = async (email, password) =>
  (await ask('/api/session', { method: 'POST', body: { email, password } })).user;

export const logOut = () => ask('/api/session', { method: 'DELETE' });

export function listCalls(cursor) {
  const query = new URLSearchParams({ limit: 50 });
  if (cursor)
    query.set('cursor', cursor);
  return ask(`/api/call-records?${query}`);
}

/** How many answered calls can be played; days such as 2026-03-02; until is not included. */
export const readCoverage = (from, until, zone) =>
  ask(`/api/coverage?${new URLSearchParams({ from, until, zone })}`);

/** Places a call, {callId, customerNumber, agentNumber}. Returns its call record. */
export const placeCall = (wish) => ask('/api/calls', { method: 'POST', body: wish });

export const readCall = (id) => ask(`/api/call-records/${encodeURIComponent(id)}`);

/**
 * A recording with its segments, its timeline and its call record. conference: a ConferenceSid, to get
 * only the segments of that conference, or undefined.
 */
export const readRecording = (id, conference) => ask(
  `/api/recordings/${encodeURIComponent(id)}${conference ? `?conference=${conference}` : ''}`);

/** Makes the mirror copy a failed recording from Twilio again. */
export const retryRecording = (id) =>
  ask(`/api/recordings/${encodeURIComponent(id)}/retry`, { method: 'POST' });

export const readPeaks = (url) => ask(url);

/** Why the browser cannot play a stream. It does not tell the page, so the first byte is requested. */
export async function whyNoAudio(url) {
  const response = await reach(url, { headers: { Range: 'bytes=0-0' } });
  return response.ok
    ? new Problem(200, 'This browser cannot play the audio. Download it instead.')
    : problemOf(response);
}
