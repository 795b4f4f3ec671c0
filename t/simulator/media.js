'use strict';

// The media of a recording: correct, or with the fault that its script asks for.

const { Readable } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');
const { HEADER_BYTES, wavHeader } = require('./audio');
const { encrypt } = require('./encryption');
const { Refusal, send } = require('./http');
const { nextAnswer } = require('./script');

const WAV_TYPE = 'audio/x-wav';
const ZEROS = Buffer.alloc(64 * 1024);
const RETRY_CODES = { 404: 20404, 429: 20429 };

// The recording as asked for; only two recorded channels can be given as two.
function wavOf(recording, query) {
  const asked = query.get('RequestedChannels') ?? String(recording.channels);
  if (!['1', '2'].includes(asked) || Number(asked) > recording.channels) {
    throw new Refusal(400, 'RequestedChannels is not available for this recording', 20001);
  }
  if (recording.encryption && Number(asked) !== recording.channels) {
    throw new Refusal(400, 'RequestedChannels is not available if encrypted', 20001);
  }
  return asked === '2' ? recording.voice.dual : recording.voice.mono;
}

// What is sent, unless the script has something else.
function bodyOf(recording, query) {
  const wav = wavOf(recording, query);
  return recording.encryption ? encrypt(wav, recording.encryption) : wav;
}

// bytes: undefined where the length is not told, and the body comes in chunks.
const startWav = (response, bytes) => response.writeHead(200,
  { 'Content-Type': WAV_TYPE, ...(bytes !== undefined && { 'Content-Length': bytes }) });

function sendWav({ response }, wav) {
  startWav(response, wav.length);
  response.end(wav);
}

// With headers that Twilio does not send, or not yet.
function sendWithHeaders({ response }, wav, { headers }) {
  response.writeHead(200, { 'Content-Type': WAV_TYPE, 'Content-Length': wav.length, ...headers });
  response.end(wav);
}

function sendStatus({ response }, wav, { status, retryAfter }) {
  if (retryAfter !== undefined) {
    response.setHeader('Retry-After', String(retryAfter));
  }
  throw new Refusal(status, 'Scripted', RETRY_CODES[status] || 20000 + status);
}

// The whole length is announced, or none; the connection is closed in good order after a part.
function sendTruncated({ response }, wav, { truncate, chunked }) {
  startWav(response, chunked ? undefined : wav.length);
  response.write(wav.subarray(0, truncate), () => response.socket.end());
}

function sendReset({ response }, wav) {
  startWav(response, wav.length);
  response.write(wav.subarray(0, wav.length / 2), () => response.socket.resetAndDestroy());
}

function sendChunked({ response }, wav) {
  startWav(response);
  response.end(wav);
}

async function sendSlowly({ response }, wav, { slowMs, chunkBytes = 1024 }) {
  startWav(response, wav.length);
  for (let at = 0; at < wav.length && !response.destroyed; at += chunkBytes) {
    response.write(wav.subarray(at, at + chunkBytes));
    await sleep(slowMs);
  }
  response.end();
}

// Silence of any length, generated in pieces; then as much of the speech as there is room for.
function* silence(channels, bytes, spoken) {
  const dataBytes = Math.max(bytes - HEADER_BYTES, 0);
  const last = spoken.subarray(0, dataBytes);
  yield wavHeader(channels, dataBytes);
  for (let left = dataBytes - last.length; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
  yield last;
}

function sendSilence({ recording, response }, wav, { sizeBytes }) {
  startWav(response, sizeBytes);
  const source = Readable.from(silence(recording.channels, sizeBytes, wav.subarray(HEADER_BYTES)));
  response.on('close', () => source.destroy());
  source.pipe(response);
}

// The same URL with a higher ?hop=, so that no client takes it for a URL that it has requested.
function nextHop({ simulator, path, query }) {
  const next = new URLSearchParams(query);
  next.set('hop', Number(query.get('hop')) + 1);
  return `${simulator.ownHost}${path}?${next}`;
}

// redirect: true is the other host, which refuses credentials like S3 does.
function locationOf(context, redirect) {
  const { simulator, request } = context;
  return { true: simulator.otherHost + request.url, self: nextHop(context) }[redirect] ?? redirect;
}

function sendRedirect(context, wav, { redirect, status = 302 }) {
  const { response } = context;
  response.writeHead(status, { Location: locationOf(context, redirect), 'Content-Length': 0 });
  response.end();
}

const sendBody = ({ response }, wav, { status = 200, contentType = WAV_TYPE, body = '' }) =>
  send(response, status, contentType, body);

const sendXml = ({ response }) => send(response, 200, 'application/xml',
  '<?xml version=\'1.0\' encoding=\'UTF-8\'?>\n<TwilioResponse><RestException>' +
  '<Code>20404</Code><Message>Not found</Message><Status>404</Status></RestException>' +
  '</TwilioResponse>');

// The first key that the answer has decides; an answer with none of them is a good one.
const KINDS = [
  ['hang', () => {}],
  ['redirect', sendRedirect],
  ['headers', sendWithHeaders],
  ['xmlError', sendXml],
  ['body', sendBody],
  ['contentType', ({ response }, wav, { contentType }) => send(response, 200, contentType, wav)],
  ['empty', sendBody],
  ['status', sendStatus],
  ['reset', sendReset],
  ['truncate', sendTruncated],
  ['chunked', sendChunked],
  ['slowMs', sendSlowly],
  ['sizeBytes', sendSilence],
];

async function answerMedia(context, recording) {
  const wav = bodyOf(recording, context.query);
  const answer = nextAnswer(recording.script);
  const kind = KINDS.find(([key]) => answer[key] !== undefined);
  await (kind ? kind[1] : sendWav)({ ...context, recording }, wav, answer);
}

module.exports = { answerMedia, bodyOf, sendWav };
