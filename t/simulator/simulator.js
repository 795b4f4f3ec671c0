'use strict';

/*
 * A test double of Twilio: REST API, media, signed callbacks. It is not kinder than Twilio.
 * Only for tests and demonstrations; it listens on 127.0.0.1 and keeps everything in memory.
 *
 *   TWILIO_ACCOUNT_SID=AC... TWILIO_AUTH_TOKEN=... SIMULATOR_DIR=/tmp/sim node simulator.js
 *
 * TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN  the one account that there is
 * SIMULATOR_DIR     writable; keeps the generated audio, and the file "port" while it listens
 * SIMULATOR_API_KEYS  API keys that REST takes beside the token: SK...:secret, with spaces
 *                   between them; unset: none
 * SIMULATOR_PORT    0 or unset: any free port
 * CA_FILE           PEM; the only CA that callbacks over https trust; unset: none is trusted
 * WEBHOOK_BASE_URL  where calls of the control API send their callbacks, unless they say; may
 *                   end in connection overrides: https://localhost:8443#rc=5&rp=all
 *
 * Where is what:
 *   simulator.js  configuration, the two listeners     control.js    the control API
 *   rest.js       Twilio's REST API: access, routes    place.js      POST /Calls.json
 *   lists.js      filters, paging                      resources.js  JSON of calls, recordings
 *   calls.js      what will happen in a call, when     play.js       lets it happen, sends it
 *   events.js     what a callback says                 callbacks.js  sends one, with retries
 *   signature.js  X-Twilio-Signature                   form.js       form bodies
 *   media.js      media, good and bad                  audio.js      makes the speech
 *   script.js     lists of answers                     store.js      what the account holds
 *   raw.js        resources that were put there        http.js       what both interfaces need
 *   recordings.js the recordings of a call                           of HTTP
 *   encryption.js encrypted recordings                 twiml.js      <Dial> in a call's Twiml
 *   bed.js        what the tests stand on
 *
 * Control API, JSON without credentials. Errors are 4xx with {error}, or 500 with a stack.
 *
 *   GET /simulator                     {port, otherHost, accountSid, webhookBase}
 *   POST /simulator/calls              plays a call; all members may be left out:
 *     from, to, answeredBy             as in the callbacks
 *     direction                        inbound (default; its number's callback tells only of
 *                                      the end) or outbound-api
 *     outcome                          completed, busy, no-answer, failed or canceled
 *     recording                        null: none; left out: the usual one; or {channels,
 *                                      source, status: completed absent failed, errorCode,
 *                                      duration (s), track, trackless,
 *                                      dialogue: support (default) or sales}; duration is
 *                                      what is claimed, the media does not change by it;
 *                                      startsAfterS (after the answer); media, in place of the
 *                                      call's; encryption: {publicKeySid, publicKey: PEM,
 *                                      wrongTag: true, restNames: true: the other names in
 *                                      REST}; externalUrl: where else the media is, and not
 *                                      here; silent: true: no callback tells of it (so is
 *                                      every one whose source is Trunking); any other source
 *                                      is sent as it is
 *     recordings                       [{...}]: more of them, with their own events, such as
 *                                      recording-2-completed; all are counted, in this order
 *     child                            {to, outcome, ...}: a leg made by <Dial>
 *     conference                       true: the call is in a conference: its recording has a
 *                                      ConferenceSid, no CallSid, and there are the events join
 *                                      and leave; a ConferenceSid: of another call's
 *     events                           {hold, order, lose: names; duplicate, delayMs: numbers}
 *     media                            a script, see below
 *     webhookBase, statusCallback,     where to send to: the base, or whole URLs (null: none);
 *     childCallback,                   childCallback is statusCallback unless it is given;
 *     recordingCallback, method        method: POST (default) or GET
 *     keepPort                         true: sign https URLs with their port
 *     speed                            2: twice as fast; 0: no waiting between the events
 *     extraParams, eventParams         {name: value} for all callbacks, {event: {name: value}}
 *                                      for some; null leaves a parameter out
 *     endedAt                          ISO time at which the call ended; default: now
 *     and gives                        {callSid, childCallSid, conferenceSid, recordingSid (the
 *                                      first), recordingSids}
 *   GET /simulator/calls/CA...         {callbacks: [{event, url, status, attempts, at}], held,
 *                                      settled, ...}; settled: all is sent that was not held
 *   POST /simulator/calls/CA.../release  {events}: sends what is held, all of it by default
 *   PUT /simulator/recordings/RE.../media  a script: [{status: 404, times: 2}, {}]
 *   PUT /simulator/resources           {calls, recordings, participants, replace}: lists of resources as REST
 *                                      shows them (sid, from, start_time, ...; times in ISO or
 *                                      RFC 2822), which REST then has, with nothing sent; what
 *                                      is left out is filled in; a SID that was put before is
 *                                      replaced, with replace: true all of them are;
 *                                      {calls, recordings}: their SIDs
 *   DELETE /simulator/resources        forgets all that was put there
 *   PUT /simulator/rest                a script for the .json part of the REST API, with
 *                                      {status, retryAfter}, {hang: true}, {delayMs}, and
 *                                      {reset: true}: done, but the answer is lost; so it is
 *                                      with {status, obeyed: true} and {hang, obeyed: true};
 *                                      an answer with a method waits for one of that method
 *   PUT /simulator/next-calls          a list: what becomes of the next calls placed by REST;
 *                                      members as above, child: {outcome, ...} of who is
 *                                      dialled by TwiML (null: not dialled); callbackFirst:
 *                                      the event that is answered before POST /Calls.json is;
 *                                      answer: of that, once the call is made: {reset: true},
 *                                      {hang: true}, {status, retryAfter}, {delayMs}
 *   GET, DELETE /simulator/requests    the REST and media requests so far; forgets them
 *   DELETE /simulator/connections      resets the connection of every REST and media request
 *                                      that is not answered to its end now; {cut: how many}
 *   POST /simulator/send               one webhook, good or hostile: {url, params, signature
 *                                      (null: none), token, method, contentType, body,
 *                                      headers, keepPort}; {status, headers, body, error}
 *
 * Events: initiated ringing answered completed, join leave, the same with child- before them, and
 * recording-in-progress recording-completed recording-absent recording-failed. Unless told
 * otherwise each is sent at its own time and waits for no other. "order" sends its events at
 * once, one after the other's answer; "hold" waits for release, "lose" never sends.
 *
 * Answers of a media script: {} good; {status, retryAfter}; {truncate: bytes, chunked};
 * {chunked: true}; {headers: more of them}; {contentType, body}; {xmlError: true}; {empty: true}; {reset: true};
 * {slowMs, chunkBytes}; {redirect: URL of any scheme, true (the other host) or 'self' (here
 * again, with ?hop= one higher: as the last answer an endless loop), status}; {hang: true};
 * {sizeBytes: of that size, header and all, of any number of GiB: silence, and then the audio}.
 * Each also takes times. Every GET or HEAD uses up one.
 *
 * Assumed, as no source says it (see also docs/twilio.md "How sure a fact is"):
 *   - sequence numbers count the callbacks sent per leg, so that a sole "completed" has 0
 *   - the order of parameters after AccountSid in call status callbacks; all geo names empty
 *   - inbound numbers' callbacks have SequenceNumber and Timestamp (extraParams takes them away)
 *   - SipResponseCode of no-answer and canceled (487) and failed (404)
 *   - the bodies of absent and failed: RecordingUrl is there, RecordingDuration is not;
 *     in-progress has ErrorCode 0; failed needs its own subscription; REST shows "failed", too
 *   - absent comes without in-progress before it
 *   - conference bodies have neither CallSid nor RecordingTrack; join and leave go to the call's
 *     own status callback
 *   - the agent speaks on channel 1 (the sources disagree on who does)
 *   - retries follow at once; a connection lost before any answer counts as a read timeout;
 *     an override out of its range counts as not given; a duplicate has a token of its own
 *   - a leg dialled by TwiML has the From of its parent, unless <Dial> has a callerId; its
 *     callbacks are those of <Number>, and never those of POST /Calls.json
 *   - start_time of a call is the answer; date filters include both their bounds
 *   - codes and texts of 400s; 403 has 20403; a recording in progress refuses DELETE by 400
 *   - of encrypted recordings only completed tells EncryptionDetails, as its last parameter;
 *     their media has the type of audio, and can be had only with the channels recorded
 *   - price stays null; the port of an https URL is not signed, unless keepPort
 *
 * Not done: redirects of callbacks (Twilio follows 301-303 and 307; here they are the answer),
 * credentials in callback URLs (dropped), fetching a call's Url, obeying TwiML other than one
 * <Dial> of a <Number>, <Client> or <Sip> in Twiml, recording by TwiML, starting and changing
 * recordings and calls by REST, forgetting deleted recordings after 40 days, mp3,
 * transcriptions, encryption of media that a script makes of another size.
 */

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { prepareAudio } = require('./audio');
const { handleControl } = require('./control');
const { Refusal, send } = require('./http');
const { bodyOf, sendWav } = require('./media');
const { handleRest, sendXmlError } = require('./rest');
const { makeScript } = require('./script');
const { makeStore, noteRequest } = require('./store');

const HOST = '127.0.0.1';

class ConfigError extends Error {}

function requireThat(condition, sentence) {
  if (!condition) {
    throw new ConfigError(sentence);
  }
}

function readCa(file) {
  if (!file) {
    return [];
  }
  try {
    return [fs.readFileSync(file, 'utf8')];
  } catch (error) {
    throw new ConfigError(`CA_FILE cannot be read: ${error.message}`);
  }
}

function readConfig(env) {
  const port = env.SIMULATOR_PORT || '0';
  const webhookBase = env.WEBHOOK_BASE_URL || null;
  const apiKeys = (env.SIMULATOR_API_KEYS || '').split(/\s+/).filter(Boolean);
  requireThat(/^AC[0-9a-f]{32}$/.test(env.TWILIO_ACCOUNT_SID || ''),
    'TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits');
  requireThat(env.TWILIO_AUTH_TOKEN, 'TWILIO_AUTH_TOKEN must be set');
  requireThat(/^\d+$/.test(port) && Number(port) < 65536, 'SIMULATOR_PORT must be a port number');
  requireThat(env.SIMULATOR_DIR, 'SIMULATOR_DIR must name a writable directory');
  requireThat(apiKeys.every((pair) => /^SK[0-9a-f]{32}:./.test(pair)),
    'SIMULATOR_API_KEYS must be pairs of SK and 32 hexadecimal digits, a colon, and a secret');
  requireThat(webhookBase === null || /^https?:\/\/./.test(webhookBase),
    'WEBHOOK_BASE_URL must be an http(s) URL');
  requireThat(env.CA_FILE || !/^https:/.test(webhookBase),
    'CA_FILE must name the CA of WEBHOOK_BASE_URL, which is https');
  return {
    accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, port: Number(port),
    dir: env.SIMULATOR_DIR, ca: readCa(env.CA_FILE), webhookBase, apiKeys,
  };
}

const portFile = ({ dir }) => path.join(dir, 'port');

function prepareDir(config) {
  try {
    fs.accessSync(config.dir, fs.constants.W_OK | fs.constants.X_OK);
    fs.rmSync(portFile(config), { force: true });
  } catch (error) {
    throw new ConfigError(`SIMULATOR_DIR is not a writable directory: ${error.message}`);
  }
}

function announce(config, port) {
  const part = `${portFile(config)}.part`;
  fs.writeFileSync(part, `${port}\n`);
  fs.renameSync(part, portFile(config));
}

function logRequest(simulator, request, response) {
  const { method, url } = request;
  response.on('close', () => simulator.log(`request ${method} ${url} ` +
    (response.writableFinished ? response.statusCode : 'cut off')));
}

async function handleApi(simulator, request, response) {
  if (request.url === '/simulator' || request.url.startsWith('/simulator/')) {
    return handleControl(simulator, request, response);
  }
  noteRequest(simulator.store, 'api', request, response);
  return handleRest(simulator, request, response);
}

// Where redirected media is: like S3 it refuses a request that has credentials.
async function handleOther(simulator, request, response) {
  noteRequest(simulator.store, 'other', request, response);
  const [address, query] = request.url.split('?', 2);
  const recording = simulator.store.recordings.get(/RE[0-9a-f]{32}/.exec(address)?.[0]);
  if (request.headers.authorization !== undefined) {
    send(response, 400, 'application/xml', '<Error><Code>InvalidArgument</Code>' +
      '<Message>Only one auth mechanism allowed</Message></Error>');
    return;
  }
  try {
    if (!recording) {
      throw new Refusal(404, 'Not found', 20404);
    }
    sendWav({ response }, bodyOf(recording, new URLSearchParams(query)));
  } catch (error) {
    sendXmlError(response, error);
  }
}

// A bug of the simulator or of a test must not end the simulator, and must be reported.
function fail(simulator, response, error) {
  simulator.log(error.stack);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  send(response, 500, 'text/plain', `${error.stack}\n`);
}

function listen(simulator, port, handle) {
  return new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      logRequest(simulator, request, response);
      handle(simulator, request, response).catch((error) => fail(simulator, response, error));
    });
    server.once('error', (error) =>
      reject(new ConfigError(`cannot listen on port ${port}: ${error.message}`)));
    server.listen(port, HOST, () => resolve(server.address().port));
  });
}

async function main() {
  const config = readConfig(process.env);
  prepareDir(config);
  process.on('SIGTERM', () => process.exit(0));
  process.on('exit', () => fs.rmSync(portFile(config), { force: true }));
  const simulator = {
    config, store: makeStore(), audio: await prepareAudio(config.dir),
    restScript: makeScript(), nextCalls: [],
    log: (line) => console.log(`${new Date().toISOString()} ${line}`),
  };
  const otherPort = await listen(simulator, 0, handleOther);
  simulator.otherHost = `http://${HOST}:${otherPort}`;
  simulator.port = await listen(simulator, config.port, handleApi);
  simulator.ownHost = `http://${HOST}:${simulator.port}`;
  announce(config, simulator.port);
  simulator.log(`listening on ${HOST}:${simulator.port}`);
}

main().catch((error) => {
  console.error(error instanceof ConfigError ? `simulator: ${error.message}` : error);
  process.exit(1);
});
